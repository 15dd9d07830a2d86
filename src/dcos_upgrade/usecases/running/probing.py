"""The test app is asked all through a run, in the background: counted here, written down wave by wave, never decided by.

A process that is dead asks nothing; how often was asked is written beside what was missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import UNSET

from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.journal import AvailabilityMeasured
from dcos_upgrade.core.plan import StageName
from dcos_upgrade.engine.action import Action, RemoveTestApp, Stop
from dcos_upgrade.engine.position import position_of
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.running.app_seen import seen
from dcos_upgrade.usecases.running.context import RunContext
from dcos_upgrade.usecases.running.test_app import targets_of

AT_ONCE = 16
LONGEST_TIMEOUT = 5.0
"""Seconds."""
PART_OF_INTERVAL = 0.8
"""How long an answer may take, as a part of the time between two questions."""
LOOK_AGAIN = 5.0
"""Seconds of an outage after which Marathon is asked where the task is now, and again after as many."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of one target since the last mark. ``out_since``: the first of the bad answers that no good one has ended yet."""

    probes: int = 0
    failed: int = 0
    longest: float = 0.0
    out_since: datetime | None = None

    def count(self, good: bool, asked: datetime) -> None:
        self.probes += 1
        self.failed += not good
        if not good:
            self.out_since = self.out_since or asked
        self._stretch(asked)
        if good:
            self.out_since = None

    def mark(self, now: datetime) -> Tally:
        """What was counted until now; counting starts again, an outage that lasts goes on with its whole length."""
        self._stretch(now)
        taken = Tally(probes=self.probes, failed=self.failed, longest=self.longest)
        self.probes, self.failed, self.longest = 0, 0, 0.0
        return taken

    def _stretch(self, now: datetime) -> None:
        if self.out_since is not None:
            self.longest = max(self.longest, (now - self.out_since).total_seconds())


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

    def aim(self, app: str | None, targets: Mapping[str, str] | None) -> None:
        if targets == self._aimed_at:
            return
        self._app, self._aimed_at, self._targets = app or "", dict(targets or {}), dict(targets or {})
        for node in self._targets:
            self.tallies.setdefault(node, Tally())
        if self._targets:
            self._aimed.set()
        else:
            self._aimed.clear()

    def marked(self) -> Mapping[str, Tally]:
        """By node, since the last mark. A target that was not asked counts nothing, and says so."""
        return {node: self.tallies[node].mark(self.context.clock.now()) for node in self._aimed_at}

    async def ask_for_ever(self) -> None:
        clock = self.context.clock
        while True:
            await self._aimed.wait()
            begun = clock.now()
            await self._round(dict(self._targets))
            await self._look_again()
            spent = (clock.now() - begun).total_seconds()
            await clock.sleep(max(self.interval - spent, self.interval * (1 - PART_OF_INTERVAL)))

    async def _round(self, targets: Mapping[str, str]) -> None:
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._ask(node, target, gate) for node, target in targets.items()))

    async def _ask(self, node: str, target: str, gate: asyncio.Semaphore) -> None:
        timeout = min(self.interval * PART_OF_INTERVAL, LONGEST_TIMEOUT)
        async with gate:
            asked = self.context.clock.now()
            good = await self.context.targets.answers(target, within=timeout)
        self.tallies[node].count(good, asked)

    async def _look_again(self) -> None:
        now = self.context.clock.now()
        out = [self.tallies[node].out_since for node in self._targets]
        if all(since is None or (now - since).total_seconds() < LOOK_AGAIN for since in out):
            return
        if self._looked is not None and (now - self._looked).total_seconds() < LOOK_AGAIN:
            return
        self._looked = now
        try:
            there = seen(await self.context.apps.read(self._app))
        except DcosUpgradeError:
            return
        if there is not None:
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
        self.prober.aim(state.test_app, None if goes else state.test_app_targets)

    def after(self, before: RunState, now: RunState) -> RunState:
        """The state once what was counted for waves and hops that are done by now is written down."""
        if self.prober is None:
            return now
        for wave in sorted(now.waves_done - before.waves_done):
            self._write(wave)
        for hop in sorted(now.hops_done - before.hops_done):
            self._write((hop, str(StageName.VALIDATION), 0))
        return self.context.state(now)

    def _write(self, wave: tuple[int, str, int]) -> None:
        assert self.prober is not None
        for node, tally in self.prober.marked().items():
            self.context.write(_measured(wave, node, tally))


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


def _measured(wave: tuple[int, str, int], node: str, tally: Tally) -> AvailabilityMeasured:
    hop, stage, number = wave
    return AvailabilityMeasured(
        hop=hop,
        stage=stage,
        wave=number,
        target=node,
        probes=tally.probes,
        failed=tally.failed,
        longest=round(tally.longest, 3),
    )


def _here(context: RunContext, state: RunState) -> tuple[int, str, int]:
    position = position_of(context.plan, state)
    if position is None:
        return len(context.plan.hops) - 1, str(StageName.VALIDATION), 0
    return position.hop, str(position.stage.name), position.wave_number
