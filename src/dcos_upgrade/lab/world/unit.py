"""One systemd unit on one node, and the process that it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from dcos_upgrade.lab.world.timing import MARATHON_START, Range


class Kind(Enum):
    """What a unit is to the world; OTHER units merely run."""

    EXHIBITOR = "exhibitor"
    MESOS_MASTER = "mesos-master"
    MARATHON = "marathon"
    METRONOME = "metronome"
    AGENT = "agent"
    ADMINROUTER = "adminrouter"
    DIAGNOSTICS = "diagnostics"
    OTHER = "other"


class Active(StrEnum):
    """ActiveState as systemd prints it."""

    ACTIVE = "active"
    ACTIVATING = "activating"
    DEACTIVATING = "deactivating"
    INACTIVE = "inactive"
    FAILED = "failed"


KINDS = {
    "dcos-exhibitor.service": Kind.EXHIBITOR,
    "dcos-mesos-master.service": Kind.MESOS_MASTER,
    "dcos-marathon.service": Kind.MARATHON,
    "dcos-metronome.service": Kind.METRONOME,
    "dcos-mesos-slave.service": Kind.AGENT,
    "dcos-mesos-slave-public.service": Kind.AGENT,
    "dcos-adminrouter.service": Kind.ADMINROUTER,
    "dcos-adminrouter-agent.service": Kind.ADMINROUTER,
    "dcos-3dt.service": Kind.DIAGNOSTICS,
    "dcos-diagnostics.service": Kind.DIAGNOSTICS,
    "dcos-ddt.service": Kind.DIAGNOSTICS,
}

START: dict[Kind, Range] = {
    Kind.EXHIBITOR: (5.0, 10.0),
    Kind.MESOS_MASTER: (1.0, 3.0),
    Kind.MARATHON: MARATHON_START,
    Kind.METRONOME: (5.0, 15.0),
    Kind.AGENT: (5.0, 20.0),
}
START_OTHER: Range = (1.0, 5.0)
RESTART_SEC = {Kind.EXHIBITOR: 5.0, Kind.AGENT: 5.0, Kind.MESOS_MASTER: 15.0, Kind.MARATHON: 15.0, Kind.METRONOME: 15.0}
RESTART_SEC_OTHER = 5.0

START_AT_ONCE: Range = (0.0, 0.2)
"""Timers and sockets only have to be there."""

NEVER, ON_FAILURE, ALWAYS = "no", "on-failure", "always"

PASSING: Mapping[str, tuple[str, str]] = {
    "dcos-gen-resolvconf.service": ("oneshot", NEVER),
    "dcos-spartan-watchdog.service": ("oneshot", NEVER),
    "dcos-logrotate-master.service": ("simple", NEVER),
    "dcos-logrotate-agent.service": ("simple", NEVER),
    "dcos-checks-poststart.service": ("simple", NEVER),
    "dcos-cockroachdb-config-change.service": ("simple", NEVER),
    "dcos-docker-gc.service": ("simple", ON_FAILURE),
    "dcos-signal.service": ("simple", ON_FAILURE),
    "dcos-bouncer-migrate-users.service": ("simple", ON_FAILURE),
}
"""Services that do their work and end, by name: their Type= and Restart=. All others are simple and restarted always."""

JAVA = frozenset({"dcos-marathon.service", "dcos-metronome.service", "dcos-cosmos.service"})
"""Told to end, a Java program ends by itself with 143, which their unit files do not call a success."""
TERMINATED = 143

POSTSTART = "dcos-checks-poststart.service"
COCKROACH = "dcos-cockroach.service"
DNS = frozenset({"dcos-spartan.service", "dcos-net.service"})
"""A node's own name service: Spartan up to 1.10, dcos-net later."""
TELEGRAF = "dcos-telegraf.service"
TIMER = 60.0
"""How long after a failed run the timer of a passing service starts it again, in seconds."""

WAITS_FOR_ZOOKEEPER = frozenset(
    f"dcos-{name}.service"
    for name in (
        "mesos-master",
        "marathon",
        "metronome",
        "cosmos",
        "mesos-dns",
        "adminrouter",
        "history",
        "oauth",
        "bouncer",
        "cockroach",
        "cockroachdb-config-change",
        "etcd",
        "signal",
    )
)
"""Master units whose start is held by `bootstrap <service>`."""

WAITS_FOR_MESOS = frozenset({Kind.MARATHON, Kind.METRONOME, Kind.ADMINROUTER})
"""Units that ping or resolve leader.mesos before they start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A running process and the files it was started from."""

    pid: int
    started_at: float
    release: str
    components: Mapping[str, str]

    def version(self, component: str) -> str:
        return self.components.get(component, "unknown")


ERROR, INFO = 3, 6
"""Priorities of journal entries, in syslog's numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An entry of the journal; ``at`` in seconds since the epoch."""

    at: float
    text: str
    priority: int = INFO


@dataclass(slots=True, kw_only=True)
class Unit:
    """``ended``: the last process of a passing unit ended by itself, with ``exit_status``."""

    name: str
    state: Active = Active.INACTIVE
    sub: str = "dead"
    since: float = 0.0
    process: Process | None = None
    restarts: int = 0
    exit_status: int = 0
    ended: bool = False
    turn: int = 0
    journal: list[Logged] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        return KINDS.get(self.name, Kind.OTHER)

    @property
    def running(self) -> bool:
        return self.state is Active.ACTIVE

    @property
    def passing(self) -> bool:
        """Its process ends when its work is done."""
        return self.name in PASSING

    @property
    def service(self) -> bool:
        return self.name.endswith(".service")

    @property
    def up_as(self) -> str:
        """SubState of the active unit."""
        return "running" if self.service else "waiting" if self.name.endswith(".timer") else "listening"

    @property
    def start_span(self) -> Range:
        return START.get(self.kind, START_OTHER) if self.service else START_AT_ONCE

    @property
    def restart_sec(self) -> float:
        return RESTART_SEC.get(self.kind, RESTART_SEC_OTHER)

    def become(self, state: Active, sub: str, at: float) -> None:
        self.state, self.sub, self.since = state, sub, at

    def say(self, at: float, line: str, priority: int = INFO) -> None:
        self.journal.append(Logged(at=at, text=line, priority=priority))
        del self.journal[:-400]
