"""Marathons that are held back: written down before they are stopped, and let go on every way out.

Each call makes at most one entry and leaves what comes next to the engine. A master that does not answer is waited for, as
long as a gate would be; then the run halts. It never goes on without knowing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.probe import HttpGet
from dcos_upgrade.engine.action import HoldMarathonBack, LetMarathonGo
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.probes import marathon_leader
from dcos_upgrade.usecases.running.context import RunContext

RESUME = "dcos-upgrade resume"


async def hold_back(context: RunContext, state: RunState, action: HoldMarathonBack) -> None:
    """Intent first, then the stop, each right after a look at who leads; a leader is not touched."""
    node = context.node(action.node)

    async def attempt() -> None:
        leader = await _leader(context, state)
        if leader.id != state.marathon_leader:
            context.decided(journal.MarathonLeaderSeen(hop=action.hop, node=leader.id), state.seq)
        elif node.id not in state.held_back:
            context.decided(journal.MarathonHeldBack(hop=action.hop, node=node.id), state.seq)
        else:
            await context.held.stop_marathon(node)
            context.write(journal.MarathonStopped(hop=action.hop, node=node.id))

    await _patiently(context, state, action.hop, node, "stopping an old Marathon, so that it cannot lead", attempt)


async def let_go(context: RunContext, state: RunState, action: LetMarathonGo) -> None:
    """Start it, and write down that it runs only when its master says so."""
    node = context.node(action.node)

    async def attempt() -> None:
        await context.held.start_marathon(node)
        context.write(journal.MarathonLetGo(hop=action.hop, node=node.id))

    await _patiently(context, state, action.hop, node, "starting the Marathon that was held back", attempt)


async def _patiently(
    context: RunContext, state: RunState, hop: int, node: Node, doing: str, attempt: Callable[[], Awaitable[None]]
) -> None:
    """Again and again until it is done, somebody else has written something, or a gate's time is over."""
    since, patience = context.clock.now(), context.plan.pacing.gate_timeout
    while not context.journal.entries(after=state.seq):
        try:
            await attempt()
        except DcosUpgradeError as error:
            context.report(
                state, doing, hop=hop, node=node.id, why_not_yet=_reason(error), since=since, timeout=patience
            )
            if isinstance(error, Refused) or (context.clock.now() - since).total_seconds() >= patience:
                context.write(_halted(node, doing, error))
                return
            await context.clock.sleep(context.plan.pacing.poll_interval)
        else:
            context.report(state, doing, hop=hop, node=node.id)
            return


def _halted(node: Node, doing: str, error: DcosUpgradeError) -> journal.Halted:
    return journal.Halted(
        what="node",
        name="marathon held back",
        node=node.id,
        reason=f"{doing}: {_reason(error)}",
        next=f"make {error.where or node.id} answer, then: {RESUME}",
    )


def _reason(error: DcosUpgradeError) -> str:
    return f"{error.what} ({error.evidence})" if error.evidence else error.what


async def _leader(context: RunContext, state: RunState) -> Node:
    """Whom every Marathon that is not held back names now. Raises Unreachable or Unreadable when one does not, or they differ."""
    asked = [master for master in context.masters() if master.id not in state.held_back]
    named = {await _named_by(context, master) for master in asked}
    if len(named) != 1:
        raise Unreadable("the Marathons do not name one leader", evidence=", ".join(sorted(named)))
    address = named.pop()
    leader = context.plan.inventory.at(address)
    if leader is None or leader.role is not Role.MASTER:
        raise Unreadable("the leading Marathon is on no master of the inventory", evidence=address)
    return leader


async def _named_by(context: RunContext, master: Node) -> str:
    question = marathon_leader.PROBE.question
    assert isinstance(question, HttpGet)
    answer = await context.api.get(master, question.service, question.path)
    return marathon_leader.PROBE.parse(answer).address
