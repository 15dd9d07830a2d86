"""The site's own steps at named points: asked until they say proceed, held for as long as their patience, failed at once.

("Apply site-specific upgrade modifications": workbook, 'Upgrade Procedures'.)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Plan, SiteStep, StageName, site_steps_of
from dcos_upgrade.engine.action import Action, Record, RunSiteStep, Wait
from dcos_upgrade.engine.position import deadline_of
from dcos_upgrade.engine.state import RunState, SiteProgress

CLUSTER = "cluster"
SITE_POINTS = (
    "before-hop",
    "after-hop",
    "before-node",
    "after-node",
    "after-validation",
    *(f"{when}-{stage}" for stage in StageName for when in ("before", "after") if stage is not StageName.VALIDATION),
    f"before-{StageName.VALIDATION}",
)
SHORTEST_HOLD = 1.0
"""Seconds between two calls of a step that says hold without saying for how long."""


def site_step(
    plan: Plan, state: RunState, now: datetime, *, hop: int, point: str, subject: str = CLUSTER
) -> Action | None:
    """The first step of this point that has not said proceed: call it, wait for it, or halt. None when all have."""
    for step in site_steps_of(plan):
        if step.at != point:
            continue
        progress = state.site.get((hop, point, subject, step.name))
        if progress is None or not progress.proceeds:
            return _next(state, now, RunSiteStep(hop=hop, subject=subject, step=step), progress)
    return None


def _next(state: RunState, now: datetime, call: RunSiteStep, progress: SiteProgress | None) -> Action:
    if progress is None or progress.answer is None or progress.answered is None:
        return call
    answer = progress.answer
    if answer.decision != "hold":
        return Record(event=_halted(call.step, answer, answer.reason or "it said fail"))
    if now >= deadline_of(state, progress.since, call.step.patience):
        return Record(event=_halted(call.step, answer, f"it held for {call.step.patience:g} s: {answer.reason}"))
    due = progress.answered + timedelta(seconds=max(SHORTEST_HOLD, answer.retry_after))
    return Wait(until=due, why=f"the site's step {call.step.name}: {answer.reason or 'hold'}") if now < due else call


def _halted(step: SiteStep, answer: journal.SiteStepAnswered, reason: str) -> journal.Halted:
    return journal.Halted(
        what="site",
        name=step.name,
        node=answer.subject,
        reason=f"the site's step {step.name} at {answer.point}: {reason}",
        evidence=answer.evidence,
        next="mend what it asks for, then: dcos-upgrade resume",
    )
