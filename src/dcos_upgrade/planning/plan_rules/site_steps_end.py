"""A site's own step ends: it has a command, a timeout for a call and a patience for a row of "hold"."""

from __future__ import annotations

from dcos_upgrade.core.plan import SiteStep, site_steps_of
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review

A_DAY, A_WEEK = 86_400.0, 7 * 86_400.0


def objection(review: Review) -> Objection | None:
    for step in site_steps_of(review.plan):
        reason = _why(step)
        if reason:
            return Objection(reason=reason, trace=(f"site_steps, {step.at}: {step.name}",))
    return None


def _why(step: SiteStep) -> str:
    if not step.command or not step.command[0]:
        return "it has no command"
    if not 0 < step.timeout < A_DAY:
        return f"one call of it may take {step.timeout:g} s"
    return "" if 0 <= step.patience < A_WEEK else f"it is asked again for {step.patience:g} s"


PLAN_RULE = PlanRule(
    id="site-steps-end",
    title="Every site step comes to an end",
    source="workbook, 'A Summary of Upgrade Steps' (site-specific modifications)",
    objection=objection,
)
