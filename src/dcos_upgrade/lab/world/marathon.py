"""Marathon: one instance per master, one of them leads and schedules; the others only pass questions on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.timing import MARATHON_ELECTION, MARATHON_LOAD
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.zookeeper import ZooKeeper


@dataclass(slots=True, kw_only=True)
class Instance:
    node: NodeId
    process: Process | None = None
    place: int = 0


class Marathons:
    """``on_led`` is called when a new leader has loaded its state."""

    def __init__(self, setting: Setting, zookeeper: ZooKeeper) -> None:
        self._setting = setting
        self._zookeeper = zookeeper
        self.instances = {master.id: Instance(node=master.id) for master in setting.inventory.masters}
        self.leader: NodeId | None = None
        self.led_since = setting.now
        self.loaded = False
        self.on_led: list[Callable[[], None]] = []
        self._places = 0
        self._not_before = 0.0
        self._term = 0
        zookeeper.on_quorum.append(self.elect)

    def settle(self, leader: NodeId, at: float) -> None:
        self.leader, self.led_since, self.loaded = leader, at, True
        self.instances[leader].place = 0

    def up(self, host: Host, process: Process) -> None:
        self._places += 1
        instance = self.instances[host.node.id]
        instance.process, instance.place = process, self._places
        self.elect()

    def down(self, host: Host, *, clean: bool) -> None:
        self.instances[host.node.id].process = None
        if self.leader != host.node.id:
            return
        self.leader, self.loaded = None, False
        self._term += 1
        wait = self._setting.draw(MARATHON_ELECTION) if clean else self._setting.timing.session
        self._not_before = self._setting.now + wait
        self._setting.agenda.after(wait, self.elect)

    def elect(self) -> None:
        """The instance that has been waiting for longest. Asked again whenever that may have changed."""
        if self.leader is not None or not self._zookeeper.has_quorum or self._setting.now < self._not_before:
            return
        fit = [instance for instance in self.instances.values() if instance.process is not None]
        if not fit or self._setting.bent(Bend.MARATHON_LEADERLESS):
            return
        self._lead(min(fit, key=lambda instance: instance.place).node)

    def _lead(self, node: NodeId) -> None:
        self.leader = node
        self.led_since, self.loaded = self._setting.now, False
        self._term += 1
        term = self._term
        self._setting.later(MARATHON_LOAD, lambda: self._load(term))

    def take_the_lead(self, node: NodeId) -> None:
        """This one leads at once, if it runs; who led waits behind all others."""
        instance = self.instances[node]
        if instance.process is None or self.leader == node:
            return
        if self.leader is not None:
            self._places += 1
            self.instances[self.leader].place = self._places
        self._lead(node)

    @property
    def health_known(self) -> bool:
        """A new leader has no health results before the checks have run once."""
        return self.loaded and self._setting.now - self.led_since >= self._setting.timing.health_interval

    def process_of_leader(self) -> Process | None:
        return self.instances[self.leader].process if self.leader else None

    def _load(self, term: int) -> None:
        if term != self._term:
            return
        self.loaded = True
        for listener in self.on_led:
            listener()
