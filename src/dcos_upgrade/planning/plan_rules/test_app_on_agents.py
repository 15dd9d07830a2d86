"""The test app runs on agents of this cluster and is asked now and then: one that is elsewhere, or asked all the time, shows nothing."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named

SHORTEST, LONGEST = 0.1, 3600.0
"""Seconds between two questions."""


def objection(review: Review) -> Objection | None:
    app = review.plan.test_app
    if app is UNSET:
        return None
    place = (f"test_app {app.id}",)
    elsewhere = [node for node in app.nodes if review.roles.get(node, Role.MASTER) is Role.MASTER]
    if elsewhere or not app.nodes:
        return Objection(
            reason=f"it runs on {named(elsewhere) or 'nothing'}, which is no agent of this cluster", trace=place
        )
    if not SHORTEST <= app.interval <= LONGEST:
        return Objection(reason=f"it is asked every {app.interval:g} s", trace=place)
    return None


PLAN_RULE = PlanRule(
    id="test-app-on-agents",
    title="The test app runs on agents of this cluster",
    source="workbook, 'Create a Test App'",
    objection=objection,
)
