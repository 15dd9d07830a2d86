"""Mesos masters: who contends, whose replicated log is recovered, who leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.book import Book
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.timing import MESOS_ELECTION, REPLOG_RECOVERY
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.zookeeper import ZooKeeper


@dataclass(slots=True, kw_only=True)
class Master:
    """``place`` is the sequence number of its ephemeral znode: the lowest leads. ``log`` is None until it is asked for."""

    node: NodeId
    process: Process | None = None
    place: int = 0
    log: float | None = None

    @property
    def recovered(self) -> bool:
        return self.log == 1.0


class MesosMasters:
    """``on_elected`` is called after a new leader has opened the book; ``on_crash`` asks systemd to end a master's process.

    ``only`` is the one master that can lead, where Mesos is real and does not elect.
    """

    def __init__(self, setting: Setting, zookeeper: ZooKeeper, book: Book) -> None:
        self._setting = setting
        self._zookeeper = zookeeper
        self.book = book
        self.masters = {master.id: Master(node=master.id) for master in setting.inventory.masters}
        self.leader: NodeId | None = None
        self.elected_at = setting.now
        self.only: NodeId | None = None
        self._places = 0
        self._not_before = 0.0
        self._history: list[tuple[float, NodeId | None]] = []
        self.on_elected: list[Callable[[], None]] = []
        zookeeper.on_quorum.append(self.elect)
        zookeeper.on_sessions_lost.append(self.lose_leader)

    def settle(self, leader: NodeId, at: float) -> None:
        for master in self.masters.values():
            master.log = 1.0 if master.process else None
        self.masters[leader].place = 0
        self._lead(leader)
        self.elected_at = at

    def up(self, host: Host, process: Process) -> None:
        master = self.masters[host.node.id]
        self._places += 1
        master.process, master.place, master.log = process, self._places, None
        if process.started_at < self._setting.now:
            return
        total = self._setting.draw(REPLOG_RECOVERY)
        self._setting.agenda.after(total * 0.3, lambda: self._recover(master, process, 0.0))
        self._setting.agenda.after(total, lambda: self._recover(master, process, 1.0))

    def down(self, host: Host, *, clean: bool) -> None:
        master = self.masters[host.node.id]
        master.process, master.log = None, None
        if self.leader == host.node.id:
            self.lose_leader(clean=clean)

    def recover_now(self, node: NodeId) -> None:
        """A log that a fault held back may catch up."""
        master = self.masters[node]
        if master.process is not None and not master.recovered:
            process = master.process
            self._setting.later(REPLOG_RECOVERY, lambda: self._recover(master, process, 1.0))

    def lose_leader(self, *, clean: bool = False) -> None:
        if self.leader is None:
            return
        self._note(None)
        self.book.close()
        wait = self._setting.draw(MESOS_ELECTION) if clean else self._setting.timing.session
        self._not_before = self._setting.now + wait
        self._setting.agenda.after(wait, self.elect)

    def elect(self) -> None:
        """The one that has been contending for longest leads, if its log is whole. Asked again whenever that may have changed."""
        if self.leader is not None or not self._zookeeper.has_quorum or self._setting.now < self._not_before:
            return
        if self._setting.bent(Bend.MESOS_LEADERLESS):
            return
        fit = [
            master for master in self.masters.values() if master.process and master.recovered and self._may_lead(master)
        ]
        if not fit:
            return
        self._lead(min(fit, key=lambda master: master.place).node)
        self.book.open()
        for listener in self.on_elected:
            listener()

    def _may_lead(self, master: Master) -> bool:
        return self.only in (None, master.node)

    def leader_as_of(self, moment: float) -> NodeId | None:
        """Who led then: what a DNS answer of that age says."""
        known = [leader for at, leader in self._history if at <= moment]
        return known[-1] if known else self._history[0][1] if self._history else None

    def leader_by_dns(self) -> NodeId | None:
        """leader.mesos, refreshed each cycle; between leaders it keeps the last one."""
        period = self._setting.timing.dns_refresh
        moment = self._setting.now - (self._setting.now % period if period else 0.0)
        return self.leader_as_of(moment) or self._last_known(moment)

    @property
    def release(self) -> str:
        """The leader's: its configuration says how fast agents may be given up."""
        process = self.process_of_leader()
        return process.release if process else "unknown"

    def process_of_leader(self) -> Process | None:
        return self.masters[self.leader].process if self.leader else None

    def _last_known(self, moment: float) -> NodeId | None:
        return next((leader for at, leader in reversed(self._history) if leader and at <= moment), None)

    def _recover(self, master: Master, process: Process, log: float) -> None:
        if master.process is not process:
            return
        behind = self._setting.bent(Bend.REPLOG_STAYS_BEHIND, master.node)
        master.log = 0.0 if behind else log
        self.elect()

    def _lead(self, node: NodeId) -> None:
        self.elected_at = self._setting.now
        self._note(node)

    def _note(self, leader: NodeId | None) -> None:
        self.leader = leader
        self._history.append((self._setting.now, leader))
        del self._history[:-50]
