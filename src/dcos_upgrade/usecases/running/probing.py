"""The test app is asked all through a run, in the background: counted here, written down wave by wave, never decided by.

A process that is dead asks nothing; for how long was asked is written beside what was missed. However many targets there are and
however long they take to answer, the run itself is left its share of the machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import UNSET

from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.journal import AvailabilityMeasured, TestAppSilent
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.action import Action, RemoveTestApp, Stop
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running.app_seen import seen
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.running.tally import Counted, Tally
from dcos_upgrade.usecases.running.test_app import targets_of

AT_ONCE = 32
PER_SECOND = 50
"""Questions at most; with more targets each is asked less often."""
LONGEST_TIMEOUT = 5.0
"""Seconds."""
PART_OF_INTERVAL = 0.8
"""How long an answer may take, as a part of the time between two questions."""
LATE = 0.25
"""Seconds after its time was up that a missing answer still counts; later, this process itself was too busy to hear it."""
TRUSTED = 3.0
"""Intervals for which a question tells of its target."""
LOOK_AGAIN = 5.0
"""Seconds of an outage after which Marathon is asked where the task is now, and again after as many."""
WORTH_TELLING = 10.0
"""Seconds without an answer after which people are told."""
TOLD_AT_MOST_EVERY = 30.0
"""Seconds; an app that comes and goes does not fill the journal."""


@dataclass(slots=True, kw_only=True)
class Prober:
    """``aim`` says what is asked from now on, by node id; ``interval`` in seconds.

    A task that died is started elsewhere: after a while without an answer Marathon is asked where.
    """

    context: RunContext
    interval: float
    tallies: dict[str, Tally] = field(default_factory=dict)
    _app: str = ""
    _aimed_at: Mapping[str, str] = field(default_factory=dict)
    _targets: dict[str, str] = field(default_factory=dict)
    _looked: datetime | None = None
    _aimed: asyncio.Event = field(default_factory=asyncio.Event)

    def aim(self, app: str | None, targets: Mapping[str, str] | None, silent: Mapping[str, datetime]) -> None:
        """``silent``: since when a target is known not to answer, by an earlier process perhaps."""
        if targets == self._aimed_at:
            return
        self._app, self._aimed_at, self._targets = app or "", dict(targets or {}), dict(targets or {})
        for node in self._targets:
            self.tallies.setdefault(node, Tally(trust=TRUSTED * self._every, out_since=silent.get(node)))
        if self._targets:
            self._aimed.set()
        else:
            self._aimed.clear()

    @property
    def aimed(self) -> bool:
        return bool(self._aimed_at)

    def marked(self) -> Mapping[str, Counted]:
        """By node, since the last mark. A target that was not asked counts nothing, and says so."""
        return {node: self.tallies[node].mark(self.context.clock.now()) for node in self._aimed_at}

    def silent(self) -> tuple[str, ...]:
        """Who has not answered for a while."""
        now = self.context.clock.now()
        return tuple(sorted(node for node in self._aimed_at if self.tallies[node].silent_for(now) >= WORTH_TELLING))

    async def ask_for_ever(self) -> None:
        """Marathon is asked beside the questions, so that one that does not answer keeps none of them waiting."""
        clock = self.context.clock
        async with asyncio.TaskGroup() as tasks:
            looking: asyncio.Task[None] | None = None
            while True:
                await self._aimed.wait()
                begun = clock.now()
                await self._round(dict(self._targets))
                if (looking is None or looking.done()) and self._lost_sight():
                    looking = tasks.create_task(self._find_again(self._app))
                spent = (clock.now() - begun).total_seconds()
                await clock.sleep(max(self._every - spent, self._every * (1 - PART_OF_INTERVAL)))

    @property
    def _every(self) -> float:
        """Seconds from one question to the next of the same target."""
        return max(self.interval, len(self._aimed_at) / PER_SECOND)

    async def _round(self, targets: Mapping[str, str]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._ask(node, target, gate) for node, target in targets.items()))

    async def _ask(self, node: str, target: str, gate: asyncio.Semaphore) -> None:
        timeout = min(self.interval * PART_OF_INTERVAL, LONGEST_TIMEOUT)
        clock = self.context.clock
        async with gate:
            asked = clock.now()
            good = await self.context.targets.answers(target, within=timeout)
            took = (clock.now() - asked).total_seconds()
        if good or took <= timeout + LATE:
            self.tallies[node].count(good, asked)

    def _lost_sight(self) -> bool:
        now = self.context.clock.now()
        if self._looked is not None and (now - self._looked).total_seconds() < LOOK_AGAIN:
            return False
        return any(self.tallies[node].silent_for(now) >= LOOK_AGAIN for node in self._targets)

    async def _find_again(self, app: str) -> None:
        self._looked = self.context.clock.now()
        try:
            there = seen(await self.context.apps.read(app))
        except DcosUpgradeError:
            return
        if there is not None and app == self._app:
            found = targets_of(self.context, there)
            self._targets.update({node: target for node, target in found.items() if node in self._aimed_at})


@dataclass(slots=True, kw_only=True)
class Watch:
    """Between the run and its prober. ``prober`` None: the plan has no test app."""

    context: RunContext
    prober: Prober | None

    def before(self, state: RunState, action: Action) -> None:
        """What is to be asked while this is done. What was counted is written down before the app goes and where the run stops."""
        if self.prober is None:
            return
        goes = isinstance(action, RemoveTestApp) and action.app == state.test_app
        if goes or isinstance(action, Stop):
            self._write(_here(self.context, state))
        self.prober.aim(state.test_app, None if goes else state.test_app_targets, state.test_app_silent)

    def after(self, before: RunState, now: RunState) -> RunState:
        """The state once what was counted for waves and hops that are done by now is written down, and what people must know."""
        if self.prober is None:
            return now
        for wave in sorted(now.waves_done - before.waves_done):
            self._write(wave)
        for hop in sorted(now.hops_done - before.hops_done):
            self._write((hop, str(StageName.VALIDATION), 0))
        if self.news(now):
            self._tell(now)
        return self.context.state(now)

    def news(self, state: RunState) -> bool:
        """Whether the app answers elsewhere, or no longer, than the journal says."""
        if self.prober is None or not self.prober.aimed or state.test_app is None:
            return False
        now, told = self.context.clock.now(), state.test_app_told
        early = told is not None and (now - told).total_seconds() < TOLD_AT_MOST_EVERY
        return not early and set(self.prober.silent()) != set(state.test_app_silent)

    def _tell(self, state: RunState) -> None:
        assert self.prober is not None
        assert state.test_app is not None
        nodes = self.prober.silent()
        self.context.write(TestAppSilent(app=state.test_app, nodes=nodes))
        said = (
            f"the test app does not answer on {', '.join(nodes)}" if nodes else "the test app answers everywhere again"
        )
        self.context.report(state, said)

    def _write(self, wave: tuple[int, str, int]) -> None:
        assert self.prober is not None
        for node, counted in self.prober.marked().items():
            self.context.write(_measured(wave, node, counted))


@asynccontextmanager
async def probing(context: RunContext) -> AsyncIterator[Watch]:
    """While this is open the test app is asked, once it is aimed at."""
    app = context.plan.test_app
    if app is UNSET:
        yield Watch(context=context, prober=None)
        return
    prober = Prober(context=context, interval=app.interval)
    task = asyncio.create_task(prober.ask_for_ever())
    try:
        yield Watch(context=context, prober=prober)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _measured(wave: tuple[int, str, int], node: str, counted: Counted) -> AvailabilityMeasured:
    hop, stage, number = wave
    return AvailabilityMeasured(
        hop=hop,
        stage=stage,
        wave=number,
        target=node,
        probes=counted.probes,
        failed=counted.failed,
        longest=round(counted.longest, 3),
        watched=round(counted.watched, 3),
    )


def _here(context: RunContext, state: RunState) -> tuple[int, str, int]:
    position = position_of(context.plan, state)
    if position is None:
        return len(context.plan.hops) - 1, str(StageName.VALIDATION), 0
    return position.hop, str(position.stage.name), position.wave_number
