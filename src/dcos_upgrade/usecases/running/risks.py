"""The risks of a hop, judged over a fresh look at everything, right before the hop is begun."""

from __future__ import annotations

from dcos_upgrade.core import journal
from dcos_upgrade.engine.action import JudgeRisks
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running.context import RunContext


async def judge_risks(context: RunContext, state: RunState, action: JudgeRisks) -> None:
    """Write down which grave risks stand; whether that is the end of the way, the engine decides."""
    context.report(state, "judging the risks of the hop", hop=action.hop)
    found = await context.hazards.standing(context.plan, action.hop, frozenset(state.acknowledged))
    context.write(journal.RisksJudged(hop=action.hop, look=found.look, risks=found.risks))
