"""Telling a node to begin its step, and following it. The node holds the mutex; our word is only the first half.

A step is started again only when the node itself says that it never began; a node in doubt is classified, never run again.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

from dcos_upgrade.core import journal
from dcos_upgrade.core.error import DcosUpgradeError, Owned, Refused, Unreachable, Unreadable
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState, StepLook, StepOrder, classify
from dcos_upgrade.engine.action import Follow, Start
from dcos_upgrade.engine.state import NodeProgress, RunState
from dcos_upgrade.engine.step_cause import cause_of
from dcos_upgrade.usecases.running.context import RunContext, deadline


async def start(context: RunContext, state: RunState, action: Start) -> None:
    """Write down, then tell the node. A node that cannot be told is followed up like one that was.

    A pause that was written since the decision wins: nothing is started.
    """
    hop = context.plan.hops[action.hop]
    if not context.decided(journal.StepStarted(hop=action.hop, node=action.node, attempt=action.attempt), state.seq):
        return
    context.report(state, f"starting the upgrade to {hop.target}", hop=action.hop, node=action.node)
    await _told(context, state, action.hop, action.node, action.attempt)


async def follow(context: RunContext, state: RunState, action: Follow) -> None:
    """One look at each node in flight; what has settled is written down, what is still under way is waited for."""
    looks = await asyncio.gather(*(_look(context, action.hop, node) for node in action.nodes))
    settled = [
        await _followed(context, state, action.hop, node, look) for node, look in zip(action.nodes, looks, strict=True)
    ]
    if not any(settled):
        await context.clock.sleep(context.plan.pacing.poll_interval)


async def _look(context: RunContext, hop: int, node: str) -> StepLook | DcosUpgradeError:
    try:
        return await context.nodes.observe_step(context.node(node), context.plan.hops[hop].target)
    except DcosUpgradeError as error:
        return error


async def _followed(
    context: RunContext, state: RunState, hop: int, node: str, look: StepLook | DcosUpgradeError
) -> bool:
    """Whether something was written down for this node."""
    progress = state.node(hop, node)
    if isinstance(look, DcosUpgradeError):
        return _unanswered(context, state, hop, node, look)
    if look.begun is not None and look.begun.run not in {state.run, progress.set_aside}:
        context.write(_begun_by_another(context, state, hop, node, look))
        return True
    if look.alive:
        return _still_running(context, state, hop, node, look)
    if look.begun is None or look.begun.run != state.run or look.begun.attempt < progress.attempt:
        return await _never_began(context, state, hop, node, look)
    context.write(_settled(context, state, hop, node, look))
    return True


async def _never_began(context: RunContext, state: RunState, hop: int, node: str, look: StepLook) -> bool:
    """We wrote that it starts, the node says that it did not: tell it again, unless it has got there by other hands."""
    progress = state.node(hop, node)
    planned = context.plan.hops[hop]
    if look.version != planned.source or look.install_progress is not None or not look.active_present:
        context.write(_settled(context, state, hop, node, look))
        return True
    if passed(context, state, progress.told, context.plan.pacing.step_timeout):
        return _never_begins(context, node)
    if not _admission_holds(context, context.state(state), progress):
        return await _cancelled(context, state, hop, node)
    return await _told(context, state, hop, node, progress.attempt)


def _admission_holds(context: RunContext, state: RunState, progress: NodeProgress) -> bool:
    """What admitted the step is void when it is old, and after a pause, a halt or the death of the tool."""
    if state.paused is not None or state.halted is not None:
        return False
    if progress.admitted is None or (state.resumed is not None and progress.admitted < state.resumed):
        return False
    return (context.clock.now() - progress.admitted).total_seconds() <= context.plan.pacing.admission_age


async def _cancelled(context: RunContext, state: RunState, hop: int, node: str) -> bool:
    """The node is told that this attempt is void, lest a late order begins it while another node is touched."""
    attempt = state.node(hop, node).attempt
    try:
        void = await context.nodes.cancel_step(context.node(node), context.plan.hops[hop].target, state.run, attempt)
    except DcosUpgradeError as error:
        return _unanswered(context, state, hop, node, error)
    if void:
        context.write(journal.StepNotBegun(hop=hop, node=node, attempt=attempt))
    return void


def _never_begins(context: RunContext, node: str) -> bool:
    context.write(
        journal.Halted(
            what="node",
            name="never began",
            node=node,
            reason=f"it was told to begin for {context.plan.pacing.step_timeout:.0f} s and never did"
            + (f": {trouble}" if (trouble := context.trouble.get(node)) else ""),
            evidence=(trouble,) if trouble else (),
            next="look at the node and its network, then: dcos-upgrade resume",
        )
    )
    return True


async def _told(context: RunContext, state: RunState, hop: int, node: str, attempt: int) -> bool:
    """Whether something was written down: a refusal is, an answer or the lack of one is not."""
    order = _order(context, state, hop, node, attempt)
    try:
        await _retire_earlier(context, order, set_aside=state.node(hop, node).set_aside)
        await context.nodes.start_step(order)
    except (Refused, Owned) as error:
        context.write(_refused(order, error))
        return True
    except (Unreachable, Unreadable) as error:  # not failed: the next look finds out whether the node began
        reason = redact_text(_told_of(error))
        context.trouble[order.node] = reason
        _report_flight(context, state, hop, node, state.node(hop, node), reason)
        return False
    context.trouble.pop(order.node, None)
    return False


def _told_of(error: DcosUpgradeError) -> str:
    where = f" ({error.where})" if error.where else ""
    return f"{error.what}{where}: {error.evidence}" if error.evidence else f"{error.what}{where}"


async def _retire_earlier(context: RunContext, order: StepOrder, *, set_aside: str) -> None:
    """What an earlier attempt left is renamed before the next one, which a person asked for and the journal holds.

    Another run's attempt is, too, when the person named that run.
    """
    if order.attempt == 1:
        return
    node = context.node(order.node)
    look = await context.nodes.observe_step(node, order.target)
    if look.begun is None:
        return
    earlier = look.begun.run == order.run and look.begun.attempt < order.attempt
    if earlier or (set_aside and look.begun.run == set_aside):
        await context.nodes.retire_step(node, order.target, look.begun.attempt)


def _order(context: RunContext, state: RunState, hop: int, node: str, attempt: int) -> StepOrder:
    bound = state.bound[hop]
    return StepOrder(
        node=context.node(node).id,
        run=state.run,
        epoch=state.epoch,
        attempt=attempt,
        source=bound.source,
        target=bound.target,
        script_url=bound.script_url,
        script_sha256=bound.script_sha256,
    )


def _settled(context: RunContext, state: RunState, hop: int, node: str, look: StepLook) -> journal.StepSettled:
    planned = context.plan.hops[hop]
    found = classify(look, source=planned.source, target=planned.target, package_ids=state.bound[hop].package_ids)
    context.report(state, f"settled: {found}, exit {look.exit}", hop=hop, node=node)
    return journal.StepSettled(
        hop=hop,
        node=node,
        attempt=state.node(hop, node).attempt,
        exit=look.exit,
        state=found,
        version=look.version,
        log_tail=redact_text(look.log_tail),
    )


def _still_running(context: RunContext, state: RunState, hop: int, node: str, look: StepLook) -> bool:
    progress = state.node(hop, node)
    last_line = look.log_tail.strip().rsplit("\n", 1)[-1]
    if not _overdue(context, state, progress):
        _report_flight(context, state, hop, node, progress, redact_text(last_line))
        return False
    context.write(
        journal.Halted(
            what="node",
            name="still running",
            node=node,
            reason=f"its job still runs after {context.plan.pacing.step_timeout:.0f} s; it was left running{_because(look)}",
            evidence=(redact_text(look.log_tail),),
            next="look at the node; when its job has ended: dcos-upgrade resume",
        )
    )
    return True


def _because(look: StepLook) -> str:
    cause = cause_of(redact_text(look.log_tail))
    return f": {cause.sentence}. {cause.remedy}" if cause else ""


def _unanswered(context: RunContext, state: RunState, hop: int, node: str, error: DcosUpgradeError) -> bool:
    """Unreachable is not failed: keep asking until the step's time is over. A refusal needs a person at once."""
    progress = state.node(hop, node)
    if isinstance(error, Unreachable | Unreadable) and not _overdue(context, state, progress):
        _report_flight(context, state, hop, node, progress, error.what)
        return False
    context.write(
        journal.Halted(
            what="node",
            name=str(NodeState.UNKNOWN),
            node=node,
            reason=f"unknown: {error.what}",
            evidence=tuple(text for text in (error.where, error.evidence) if text),
            next=error.next_command or "make the node answer, then: dcos-upgrade resume",
        )
    )
    return True


def _report_flight(
    context: RunContext, state: RunState, hop: int, node: str, progress: NodeProgress, why_not_yet: str
) -> None:
    context.report(
        state,
        "upgrading",
        hop=hop,
        node=node,
        waiting_for="the node's job to end",
        why_not_yet=why_not_yet,
        since=progress.started,
        timeout=context.plan.pacing.step_timeout,
    )


def _overdue(context: RunContext, state: RunState, progress: NodeProgress) -> bool:
    return passed(context, state, progress.started, context.plan.pacing.step_timeout)


def passed(context: RunContext, state: RunState, since: datetime | None, seconds: float) -> bool:
    """Whether ``seconds`` have passed since then, and since this process took over."""
    end: datetime | None = deadline(state, since, seconds)
    return end is not None and context.clock.now() >= end


def _begun_by_another(
    context: RunContext, state: RunState, hop: int, node: str, look: StepLook
) -> journal.Halted | journal.StepSettled:
    """Another run's attempt is nobody's to repeat but a person's. Where it got to the target, the gates judge it like ours."""
    assert look.begun is not None
    settled = _settled(context, state, hop, node, look)
    if settled.state == NodeState.NEW and not look.alive:
        return settled
    begun = f"the step on this node was begun by run {look.begun.run}, not by this one"
    return journal.Halted(
        what="node",
        name="begun by another run",
        node=node,
        reason=f"{begun}; {'its job still runs' if look.alive else f'the node is {settled.state}'}; nothing was started",
        evidence=(f"begun by run {look.begun.run}, epoch {look.begun.epoch}",),
        next=_after_another(node, look, settled.state),
    )


def _after_another(node: str, look: StepLook, state: str) -> str:
    if look.alive:
        return "wait until its job has ended, then: dcos-upgrade resume"
    if state in RERUN_IS_SAFE:
        return f"if that run is given up: dcos-upgrade retry {node}"
    return "mend the node, then: dcos-upgrade resume"


def _refused(order: StepOrder, error: DcosUpgradeError) -> journal.Halted:
    return journal.Halted(
        what="node",
        name="refused",
        node=order.node,
        reason=f"the node did not begin: {error.what}",
        evidence=tuple(text for text in (error.where, error.evidence) if text),
        next=error.next_command or "mend the cause, then: dcos-upgrade resume",
    )
