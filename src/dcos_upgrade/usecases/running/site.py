"""A site's own step: written down, asked, and its answer written down. (Workbook: "Apply site-specific upgrade modifications".)

A process that dies in between asks again, and says so: what a command does must bear to be asked twice.
"""

from __future__ import annotations

from typing import Any

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Plan, site_steps_of
from dcos_upgrade.engine.action import RunSiteStep
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.ports import SiteCommands
from dcos_upgrade.usecases.running.context import RunContext

SCHEMA = "dcos-upgrade/site-question/1"


def callable_here(plan: Plan, commands: SiteCommands) -> None:
    """Raises Refused for a step whose program is not here, before anything is touched."""
    missing = {step.name: commands.missing(step) for step in site_steps_of(plan)}
    found = {name: why for name, why in missing.items() if why}
    if found:
        raise Refused(
            f"the site's step {min(found)} cannot be called on this machine",
            evidence="; ".join(f"{name}: {why}" for name, why in sorted(found.items())),
            next_command="put the program there and make it executable, then the same command again",
        )


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
    answer = await context.site.call(step, question_of(context.plan, state, action, asked_before=asked_before))
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
