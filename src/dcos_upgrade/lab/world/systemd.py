"""Starting, stopping and restarting of units on the nodes, as systemd does it: a failed start is tried again for ever."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.contract import NodeFiles
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.timing import UNIT_STOP
from dcos_upgrade.lab.world.unit import ERROR, JAVA, START_OTHER, TERMINATED, TIMER, Active, Kind, Process, Unit

COMPONENTS = ("mesos", "marathon", "zookeeper", "metronome")


@dataclass(slots=True, kw_only=True)
class Host:
    """A node with its files and units. ``idle`` are units that a drop-in makes do nothing, as of the last daemon-reload."""

    node: Node
    files: NodeFiles
    units: dict[str, Unit] = field(default_factory=dict)
    powered: bool = True
    idle: frozenset[str] = frozenset()

    def unit(self, kind: Kind) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.kind is kind), None)

    def process(self, kind: Kind) -> Process | None:
        unit = self.unit(kind)
        return unit.process if unit else None


class Part(Protocol):
    """A part of the world that lives in a process of one kind of unit."""

    def up(self, host: Host, process: Process) -> None: ...

    def down(self, host: Host, *, clean: bool) -> None:
        """``clean``: stopped in order, so its ZooKeeper session is closed at once."""


class Systemd:
    """``blocked`` names what keeps a unit from starting just now, or None; ``outcome`` is a passing unit's exit status."""

    def __init__(
        self,
        setting: Setting,
        parts: Mapping[Kind, Part],
        blocked: Callable[[Host, Unit], str | None],
        outcome: Callable[[Host, Unit], int],
    ) -> None:
        self._setting = setting
        self._parts = parts
        self._blocked = blocked
        self._outcome = outcome
        self._next_pid = 1000
        self.hosts: dict[NodeId, Host] = {}

    def settle(self, host: Host, started_at: float) -> None:
        """All wanted units run since ``started_at``; how a lab begins."""
        for name in host.files.wanted_units():
            self._settle_unit(host, self._unit(host, name), started_at)

    def _settle_unit(self, host: Host, unit: Unit, started_at: float) -> None:
        if unit.passing:
            unit.ended = True
            unit.become(Active.INACTIVE, "dead", started_at)
            return
        if unit.service:
            unit.process = self._spawn(host, started_at)
        unit.become(Active.ACTIVE, unit.up_as, started_at)
        self._part_up(host, unit)

    def start(self, host: Host, name: str) -> None:
        unit = self._unit(host, name)
        if unit.state in (Active.ACTIVE, Active.ACTIVATING):
            return
        unit.turn += 1
        unit.restarts = 0
        unit.ended = False
        stays = unit.kind is Kind.ADMINROUTER and self._setting.bent(Bend.ADMINROUTER_STAYS_INACTIVE, host.node.id)
        if stays or name in host.idle:
            self._idle(unit)
        else:
            self._begin(host, unit)

    def stop(self, host: Host, name: str) -> None:
        unit = host.units.get(name)
        if unit is None or unit.state in (Active.INACTIVE, Active.DEACTIVATING) or _fell(unit):
            return
        unit.turn += 1
        unit.ended = False
        self._end(host, unit, clean=True)
        unit.become(Active.DEACTIVATING, "stop-sigterm", self._setting.now)
        unit.say(self._setting.now, f"Stopping {name}...")
        turn = unit.turn
        self._setting.later(UNIT_STOP, lambda: self._stopped(host, unit, turn))

    def crash(self, host: Host, kind: Kind, *, status: int, why: str) -> None:
        """The process ends by itself; systemd starts it again after RestartSec."""
        unit = host.unit(kind)
        if unit is None or unit.process is None:
            return
        unit.exit_status = status
        unit.say(self._setting.now, why, ERROR)
        self._end(host, unit, clean=False)
        self._retry(host, unit)

    def kill(self, host: Host, name: str, number: int) -> None:
        """A signal to the main process, which ends by it; the service is restarted, as ending it was not asked of systemd."""
        unit = host.units.get(name)
        if unit is None or unit.process is None:
            return
        unit.exit_status = number
        unit.say(self._setting.now, f"{name}: Main process exited, code=killed, status={number}")
        self._end(host, unit, clean=number == signal.SIGTERM)
        self._retry(host, unit)

    def power_off(self, host: Host) -> None:
        host.powered, host.idle = False, frozenset()  # what lies below /run is gone
        for unit in host.units.values():
            unit.turn += 1
            unit.ended = False
            self._end(host, unit, clean=False)
            unit.become(Active.INACTIVE, "dead", self._setting.now)

    def power_on(self, host: Host) -> None:
        if host.powered:
            return
        host.powered = True
        for name in host.files.wanted_units():
            self.start(host, name)

    def reload(self, host: Host) -> None:
        """daemon-reload: units that no file describes any more and that do not run are gone; drop-ins are read."""
        host.idle = host.files.drop_ins()
        wanted = set(host.files.wanted_units())
        for name, unit in list(host.units.items()):
            if name not in wanted and unit.process is None and unit.state in (Active.INACTIVE, Active.FAILED):
                del host.units[name]

    def _unit(self, host: Host, name: str) -> Unit:
        return host.units.setdefault(name, Unit(name=name))

    def _idle(self, unit: Unit) -> None:
        """A program that does nothing, and its end."""
        unit.exit_status, unit.ended = 0, True
        unit.become(Active.INACTIVE, "dead", self._setting.now)

    def _begin(self, host: Host, unit: Unit) -> None:
        unit.become(Active.ACTIVATING, "start-pre", self._setting.now)
        turn = unit.turn
        self._setting.later(unit.start_span, lambda: self._attempt(host, unit, turn))

    def _attempt(self, host: Host, unit: Unit, turn: int) -> None:
        if turn != unit.turn or not host.powered:
            return
        reason = self._blocked(host, unit)
        if reason is not None:
            unit.exit_status = 1
            unit.say(self._setting.now, reason, ERROR)
            self._retry(host, unit)
            return
        unit.exit_status = 0
        unit.process = self._spawn(host, self._setting.now) if unit.service and not unit.passing else None
        unit.become(Active.ACTIVE, unit.up_as, self._setting.now)
        unit.say(self._setting.now, f"Started {unit.name}.")
        self._part_up(host, unit)
        if unit.passing:
            self._setting.later(START_OTHER, lambda: self._pass(host, unit, turn))

    def _pass(self, host: Host, unit: Unit, turn: int) -> None:
        """The work is done: ended well, or failed until the timer starts it again."""
        if turn != unit.turn or not host.powered:
            return
        unit.exit_status, unit.ended = self._outcome(host, unit), True
        if unit.exit_status == 0:
            unit.become(Active.INACTIVE, "dead", self._setting.now)
            return
        unit.become(Active.FAILED, "failed", self._setting.now)
        unit.say(self._setting.now, f"{unit.name}: main process exited, code=exited, status={unit.exit_status}")
        wait = self._setting.timing.scaled(TIMER)
        self._setting.agenda.after(wait, lambda: self._attempt(host, unit, turn))

    def _retry(self, host: Host, unit: Unit) -> None:
        unit.restarts += 1
        unit.become(Active.ACTIVATING, "auto-restart", self._setting.now)
        turn = unit.turn
        wait = self._setting.timing.scaled(unit.restart_sec)
        self._setting.agenda.after(wait, lambda: self._attempt(host, unit, turn))

    def _stopped(self, host: Host, unit: Unit, turn: int) -> None:
        if turn != unit.turn:
            return
        if unit.name in JAVA:
            unit.exit_status = TERMINATED
            unit.become(Active.FAILED, "failed", self._setting.now)
        else:
            unit.become(Active.INACTIVE, "dead", self._setting.now)
        unit.say(self._setting.now, f"Stopped {unit.name}.")
        wanted = host.files.wanted_units()
        if wanted and unit.name not in wanted:  # it stopped after the reload that took its file away
            host.units.pop(unit.name, None)

    def _end(self, host: Host, unit: Unit, *, clean: bool) -> None:
        if unit.process is None:
            return
        unit.process = None
        part = self._parts.get(unit.kind)
        if part is not None:
            part.down(host, clean=clean)

    def _part_up(self, host: Host, unit: Unit) -> None:
        part = self._parts.get(unit.kind)
        if part is not None and unit.process is not None:
            part.up(host, unit.process)

    def _spawn(self, host: Host, started_at: float) -> Process:
        self._next_pid += 1
        files = host.files
        found = {name: files.component(name) for name in COMPONENTS}
        return Process(
            pid=self._next_pid,
            started_at=started_at,
            release=files.version() or "unknown",
            components={name: version for name, version in found.items() if version},
        )


def _fell(unit: Unit) -> bool:
    """Ended and not to be started again by itself; a passing unit is, by its timer."""
    return unit.state is Active.FAILED and not unit.passing
