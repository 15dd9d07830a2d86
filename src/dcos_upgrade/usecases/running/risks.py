"""The risks of a hop, judged over a fresh look at everything, right before the hop is begun."""

from __future__ import annotations

from datetime import datetime

from dcos_upgrade.core import journal
from dcos_upgrade.engine.action import JudgeRisks
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.hazards import Found
from dcos_upgrade.usecases.running.context import RunContext


async def judge_risks(context: RunContext, state: RunState, action: JudgeRisks) -> None:
    """Write down which grave risks stand; whether that is the end of the way, the engine decides. A person's word ends the waiting."""
    context.report(state, "judging the risks of the hop", hop=action.hop)
    since = context.clock.now()
    found = await _found(context, state, action)
    while _only_unknown(found) and not _over(context, since) and not context.journal.entries(after=state.seq):
        waiting = f"an answer that decides {found.risks[0].id}"
        context.report(state, "judging the risks of the hop", hop=action.hop, waiting_for=waiting, since=since)
        await context.clock.sleep(context.plan.pacing.poll_interval)
        found = await _found(context, state, action)
    context.write(journal.RisksJudged(hop=action.hop, look=found.look, risks=found.risks))


async def _found(context: RunContext, state: RunState, action: JudgeRisks) -> Found:
    return await context.hazards.standing(
        context.plan, action.hop, frozenset(state.acknowledged), left_out=frozenset(state.left_out)
    )


def _only_unknown(found: Found) -> bool:
    """An answer may only be late: that is asked again, for as long as a gate waits."""
    return bool(found.risks) and all(risk.unknown for risk in found.risks)


def _over(context: RunContext, since: datetime) -> bool:
    return (context.clock.now() - since).total_seconds() >= context.plan.pacing.gate_timeout
