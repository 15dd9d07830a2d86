"""A site in memory with a hand on it: deaths at counted moments, faults at chosen lines of progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from dcos_upgrade.core.journal import Event, Halted
from dcos_upgrade.core.plan import Pacing, Plan
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.lab.memory.rehearsal import ON, plan_for, rehearse, resume
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec
from dcos_upgrade.usecases.running import Progress

E = TypeVar("E", bound=Event)

SOON = Pacing(gate_timeout=400, step_timeout=500)


class Killed(BaseException):
    """The orchestrator dies here, as by kill -9."""


@dataclass
class Executioner:
    """Counts the moments at which a process can die, and kills at the chosen one."""

    at: int | None = None
    moments: int = 0

    def __call__(self) -> None:
        self.moments += 1
        if self.moments == self.at:
            raise Killed


@dataclass
class Stage:
    """A site, its plan, and what is to happen when a line of progress is told."""

    site: Site
    plan: Plan
    death: Executioner
    told: list[Progress] = field(default_factory=list)
    fate: Callable[[Progress], None] = lambda progress: None

    def go(self) -> RunState:
        """A process: the first one begins the run, later ones resume it."""
        run = self.site.runs.latest_run()
        if run is None:
            return rehearse(self.site, self.plan, tell=self._tell)
        return resume(self.site, self.plan, run, tell=self._tell)

    def go_through(self, deaths: list[int]) -> RunState:
        """Killed so many moments after each start, then left alone."""
        for at in deaths:
            self.death.at, self.death.moments = at, 0
            try:
                self.go()
            except Killed:
                continue
        self.death.at = None
        return self.go()

    def when(self, node: str, message: str, happening: Callable[[], None]) -> None:
        """Once, as soon as progress says this of this node."""
        done: list[bool] = []

        def fate(progress: Progress) -> None:
            if not done and progress.node == node and progress.message.startswith(message):
                done.append(True)
                happening()

        self.fate = fate

    def events(self, kind: type[E]) -> list[E]:
        run = self.site.runs.latest_run()
        assert run is not None
        return [entry.event for entry in self.site.runs.entries(run) if isinstance(entry.event, kind)]

    @property
    def halted(self) -> Halted:
        return self.events(Halted)[-1]

    def _tell(self, progress: Progress) -> None:
        self.told.append(progress)
        self.fate(progress)


def stage(
    release: str = "1.10.8",
    target: str = "1.11.3",
    *,
    masters: int = 3,
    agents: int = 2,
    public: int = 1,
    seed: int = 0,
    pacing: Pacing = SOON,
    run_policy: RunPolicy = NOTHING_MORE,
    on: date = ON,
    service_marathons: int = 0,
) -> Stage:
    death = Executioner()
    spec = memory_spec(
        masters=masters,
        private_agents=agents,
        public_agents=public,
        release=release,
        seed=seed,
        racks=2,
        service_marathons=service_marathons,
    )
    site = memory_site(spec, witness=death)
    return Stage(site=site, plan=plan_for(site, target, on=on, pacing=pacing, run_policy=run_policy), death=death)
