"""One machine: its disk, its boot, its cable and key, and what lies under /var/lib/dcos-upgrade on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, Node
from dcos_upgrade.core.error import Refused, Unreachable
from dcos_upgrade.core.step import Begun
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.memory.disk import Disk
from dcos_upgrade.lab.memory.job import Job
from dcos_upgrade.lab.memory.script import Moment
from dcos_upgrade.lab.nodes.roster import another_role, other_configuration, package_id

LOG_LINES = 20

STRIKES = {Mishap.DIES_IN_SWAP: Moment.ARCHIVED, Mishap.DIES_AFTER_SWAP: Moment.START}
"""Mishaps by which the next job dies, and when."""


@dataclass(slots=True, kw_only=True)
class StepFiles:
    """A step's files on the node. ``job`` is no file: it dies with the machine's power."""

    begun: Begun
    log: list[str] = field(default_factory=list)
    exit: int | None = None
    job: Job | None = None

    @property
    def alive(self) -> bool:
        return self.job is not None and self.job.alive

    @property
    def log_tail(self) -> str:
        return "".join(f"{line}\n" for line in self.log[-LOG_LINES:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    cluster: str
    run: str
    epoch: int


@dataclass(slots=True, kw_only=True)
class Machine:
    """``steps`` by target release; ``retired`` by target and attempt; ``starts`` is the node's own count of script starts.

    ``docker`` is "running VERSION", "hung", "down" or "absent", and what the daemon says of its build in further lines; ``system``
    the id, version and kernel of its system.
    ``drifted`` is the release whose configuration somebody has changed on this node.
    """

    node: Node
    disk: Disk
    boot_id: str
    powered: bool = True
    plugged: bool = True
    strange_key: bool = False
    docker: str
    system: tuple[str, str, str]
    steps: dict[str, StepFiles] = field(default_factory=dict)
    retired: dict[tuple[str, int], StepFiles] = field(default_factory=dict)
    owner: Owner | None = None
    starts: list[str] = field(default_factory=list)
    strikes: set[Moment] = field(default_factory=set)
    mishaps: set[Mishap] = field(default_factory=set)
    drifted: str | None = None

    def session(self) -> None:
        """Somebody logs in. Raises Unreachable or Refused as SSH would."""
        if not self.powered or not self.plugged:
            raise Unreachable("SSH refuses the connection", where=str(self.node.id), evidence="connection refused")
        if self.strange_key:
            raise Refused(
                "the node's host key is not the one that is known",
                where=str(self.node.id),
                next_command="find out why the key changed; nothing was sent",
            )

    def plant(self, mishap: Mishap) -> None:
        self.mishaps.add(mishap)
        if mishap in STRIKES:
            self.strikes.add(STRIKES[mishap])
        if mishap is Mishap.OTHER_CONFIGURATION:
            self.drifted = self.disk.live.get("active")

    def lift(self, mishap: Mishap) -> None:
        self.mishaps.discard(mishap)
        if mishap in STRIKES:
            self.strikes.discard(STRIKES[mishap])
        if mishap is Mishap.OTHER_CONFIGURATION:
            self.drifted = None

    def role_files(self) -> tuple[str, ...]:
        """What lies in /etc/mesosphere/roles."""
        own = () if Mishap.NO_ROLE in self.mishaps else (ROLE_ON_THE_WIRE[self.node.role],)
        return (*own, another_role(self.node.role)) if Mishap.SECOND_ROLE in self.mishaps else own

    def active(self) -> tuple[str, ...]:
        """Package ids of the live generation."""
        release = self.disk.live.get("active")
        if release is None or release != self.drifted:
            return self.disk.active()
        ours, other = package_id("dcos-config", release), other_configuration(release)
        return tuple(sorted(other if package == ours else package for package in self.disk.active()))

    def struck(self, moment: Moment) -> bool:
        """Whether the job dies here; once."""
        if moment not in self.strikes:
            return False
        self.strikes.discard(moment)
        return True

    def files(self) -> tuple[str, ...]:
        """What lies under /var/lib/dcos-upgrade, as paths below it."""
        found = ["owner", "owner.lock"] if self.owner else []
        for target, step in self.steps.items():
            names = ("begun", "pid", "log", "script", *(("exit",) if step.exit is not None else ()))
            found += [f"target/{target}/{name}" for name in names]
        found += [f"target/{target}/begun.{attempt}" for target, attempt in self.retired]
        return tuple(sorted(found))

    def kill_jobs(self) -> None:
        for step in self.steps.values():
            if step.job is not None:
                step.job.kill()
