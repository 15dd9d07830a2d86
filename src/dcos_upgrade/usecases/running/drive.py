"""The loop: fold what is in the journal, decide, act. A crash anywhere is repaired by the next look."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import assert_never

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import DcosUpgradeError, Owned
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.action import (
    Action,
    Admit,
    Bind,
    ClaimOwner,
    DeployTestApp,
    Follow,
    HoldMarathonBack,
    JudgeRisks,
    LetMarathonGo,
    LookAt,
    LookAtService,
    Record,
    ReleaseOwner,
    RemoveTestApp,
    RunSiteStep,
    Start,
    Stop,
    UpdateService,
    Validate,
    Wait,
    WatchSoak,
)
from dcos_upgrade.engine.decide import decide
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running.binding import bind
from dcos_upgrade.usecases.running.context import RunContext, node_ids
from dcos_upgrade.usecases.running.holding import hold_back, let_go
from dcos_upgrade.usecases.running.judging import admit, look_at, validate
from dcos_upgrade.usecases.running.probing import Watch, probing
from dcos_upgrade.usecases.running.risks import judge_risks
from dcos_upgrade.usecases.running.services import look_at_service, update_service
from dcos_upgrade.usecases.running.site import run_site_step
from dcos_upgrade.usecases.running.stepping import follow, start
from dcos_upgrade.usecases.running.test_app import deploy_test_app, remove_test_app
from dcos_upgrade.usecases.running.watching import watch_soak

LONGEST_SLEEP = 1.0
"""Seconds; a pause request is noticed at least this often."""


async def drive(context: RunContext, *, until: StageName | None = None, only: frozenset[str] | None = None) -> RunState:
    """Go on with the run until it is over, halted, paused, at the end of the stage ``until`` or of the nodes in ``only``.

    Raises Owned when another run has the cluster or a later process has taken this run over, Broken when the journal
    cannot be written. Whatever is raised, jobs on nodes go on and the run can be resumed.
    """
    state = context.state()
    async with probing(context) as watch:
        while True:
            action = decide(context.plan, state, context.clock.now(), until=until, only=only)
            watch.before(state, action)
            if isinstance(action, Stop):
                return context.state(state)
            await _act(context, state, action, watch)
            state = watch.after(state, context.state(state))


async def _act(context: RunContext, state: RunState, action: Action, watch: Watch) -> None:
    match action:
        case ClaimOwner():
            await _claim(context, state)
        case Bind():
            await bind(context, state, action)
        case JudgeRisks():
            await judge_risks(context, state, action)
        case Follow():
            await follow(context, state, action)
        case Admit():
            await admit(context, state, action)
        case Start():
            await start(context, state, action)
        case LookAt():
            await look_at(context, state, action)
        case Record():
            if context.decided(action.event, state.seq):
                _say(context, state, action.event)
        case WatchSoak():
            await watch_soak(context, state, action)
        case DeployTestApp():
            await deploy_test_app(context, state, action)
        case RemoveTestApp():
            await remove_test_app(context, state, action)
        case RunSiteStep():
            await run_site_step(context, state, action)
        case UpdateService():
            await update_service(context, state, action)
        case LookAtService():
            await look_at_service(context, state, action)
        case HoldMarathonBack():
            await hold_back(context, state, action)
        case LetMarathonGo():
            await let_go(context, state, action)
        case Wait():
            await _wait(context, state, action, watch)
        case Validate():
            await validate(context, state, action)
        case ReleaseOwner():
            await _release(context)
        case Stop():
            return
        case _:
            assert_never(action)


async def _claim(context: RunContext, state: RunState) -> None:
    """In the order of the masters' ids: two runs that meet, meet on the first one."""
    context.report(state, "taking ownership of the cluster")
    masters = sorted(context.masters(), key=lambda master: master.id)
    claimed: list[Node] = []
    try:
        for master in masters:
            await context.owners.claim(master, cluster=context.plan.cluster, run=state.run, epoch=state.epoch)
            claimed.append(master)
    except Owned:
        await _give_back(context, state, claimed)
        raise
    context.write(journal.OwnerClaimed(masters=node_ids(tuple(masters))))


async def _give_back(context: RunContext, state: RunState, claimed: Sequence[Node]) -> None:
    """A run that never had the whole cluster leaves no owner file behind where it came first."""
    if state.owner_epoch is not None:
        return
    for master in claimed:
        with suppress(DcosUpgradeError):
            await context.owners.release(master, run=state.run)


async def _release(context: RunContext) -> None:
    masters = context.masters()
    for master in masters:
        await context.owners.release(master, run=context.state().run)
    context.write(journal.OwnerReleased(masters=node_ids(masters)))


async def _wait(context: RunContext, state: RunState, wait: Wait, watch: Watch) -> None:
    """Until it is time, something was written by whoever does not carry the run out, or the test app is news."""
    context.report(state, wait.why, since=context.clock.now(), waiting_for=wait.why)
    while not context.journal.entries(after=state.seq):
        left = (wait.until - context.clock.now()).total_seconds()
        if left <= 0 or watch.news(state):
            return
        await context.clock.sleep(min(left, LONGEST_SLEEP))


def _say(context: RunContext, state: RunState, event: journal.Event) -> None:
    match event:
        case journal.StepVerified():
            context.report(context.state(state), "verified", hop=event.hop, node=event.node)
        case journal.WaveCompleted():
            wave = next(stage for stage in context.plan.hops[event.hop].stages if stage.name == event.stage).waves[
                event.wave
            ]
            context.report(state, f"{wave.name} is done", hop=event.hop, stage=event.stage)
        case journal.ServiceVerified():
            context.report(state, f"{event.app} is well at its version", hop=event.hop, node=event.app)
        case journal.HopCompleted():
            context.report(state, f"the hop to {event.target} is done", hop=event.hop)
        case journal.Quarantined():
            context.report(context.state(state), f"set aside: {event.reason}", hop=event.hop, node=event.node)
        case journal.Halted():
            context.report(state, f"halted: {event.reason}", node=event.node)
        case _:
            return
