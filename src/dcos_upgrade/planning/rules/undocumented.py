"""Some releases were never written into the vendor's tables. What the tables do not say is for a person to decide."""

from __future__ import annotations

from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.planning.matrix import undocumented
from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    gap = undocumented(step)
    if gap is None:
        return None
    return (
        f"undocumented: {gap}; ask the vendor, then choose the text rule by its name (--policy {RoutePolicy.TEXT_2018})"
    )


RULE = Rule(
    id="undocumented",
    title="No step that the vendor's tables do not speak of",
    source="DC/OS documentation, pages 'Upgrading' and 'Patching'; they were not refreshed for 1.11.13, 1.13.10, 2.1.2, 2.1.3",
    objection=objection,
    policies=frozenset({RoutePolicy.MATRIX_FINAL}),
)
