"""A site's own step: written down, asked, and its answer written down. (Workbook: "Apply site-specific upgrade modifications".)

A process that dies in between asks again, and says so: what a command does must bear to be asked twice.
"""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.site import Decision, SiteAnswer
from dcos_upgrade.engine.action import RunSiteStep
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.site_programs import changed_programs

SCHEMA = "dcos-upgrade/site-question/1"


async def run_site_step(context: RunContext, state: RunState, action: RunSiteStep) -> None:
    """Nothing is asked when somebody has written something meanwhile; an answer that was given is always written."""
    step, subject = action.step, action.subject
    before = state.site.get((action.hop, step.at, subject, step.name))
    asked_before = before is not None and before.answered is None
    started = journal.SiteStepStarted(hop=action.hop, point=step.at, subject=subject, name=step.name)
    if not asked_before and not context.decided(started, state.seq):
        return
    doing = f"the site's step {step.name} at {step.at}"
    context.report(
        state,
        doing,
        node=_node_of(context, subject),
        since=context.clock.now(),
        waiting_for=doing,
        timeout=step.timeout,
    )
    answer = await _answer(context, state, action, asked_before=asked_before)
    context.write(
        journal.SiteStepAnswered(
            hop=action.hop,
            point=step.at,
            subject=subject,
            name=step.name,
            decision=str(answer.decision),
            reason=answer.reason,
            retry_after=answer.retry_after,
            evidence=(answer.output,) if answer.output else (),
        )
    )


async def _answer(context: RunContext, state: RunState, action: RunSiteStep, *, asked_before: bool) -> SiteAnswer:
    """A program that was exchanged in the middle of the run is not called."""
    differences = changed_programs(context.plan, (action.step,), context.site)
    if differences:
        return SiteAnswer(decision=Decision.FAIL, reason=f"it is not the program of the plan: {differences[0]}")
    return await context.site.call(action.step, question_of(context.plan, state, action, asked_before=asked_before))


def question_of(plan: Plan, state: RunState, action: RunSiteStep, *, asked_before: bool) -> dict[str, Any]:
    """All that a command is told. ``asked_before``: an earlier process asked this and died before it heard the answer."""
    hop, step = plan.hops[action.hop], action.step
    node = plan.inventory.node(action.subject)
    return {
        "schema": SCHEMA,
        "run": state.run,
        "plan": plan.digest,
        "cluster": plan.cluster,
        "step": step.name,
        "at": step.at,
        "hop": {"number": action.hop + 1, "of": len(plan.hops), "from": hop.source, "to": hop.target},
        "node": None if node is None else _described(node),
        "asked_before": asked_before,
    }


def _described(node: Node) -> dict[str, Any]:
    return {"id": node.id, "address": node.address, "role": str(node.role), "rack": node.rack}


def _node_of(context: RunContext, subject: str) -> str:
    return subject if context.plan.inventory.node(subject) else ""
