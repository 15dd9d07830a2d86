"""Exhibitor: one per master, each with its own view of the ensemble that is as old as its last check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.release import BootstrapGate, bootstrap_gate
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.timing import EXHIBITOR_ASKS_DEAD_PEER
from dcos_upgrade.lab.world.unit import Process
from dcos_upgrade.lab.world.zookeeper import Mode, ZooKeeper


class Code(IntEnum):
    """Exhibitor's instance states, by its source."""

    LATENT = 0
    DOWN = 1
    NOT_SERVING = 2
    SERVING = 3

    @property
    def description(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    node: NodeId
    code: Code
    leader: bool


@dataclass(slots=True, kw_only=True)
class Instance:
    """``code`` is what it says of itself since its last check; ``view`` what it knew of all at that time."""

    node: NodeId
    process: Process | None = None
    code: Code = Code.DOWN
    leader: bool = False
    view: tuple[Row, ...] = ()
    life: int = 0
    passed_life: int = -1


class Exhibitors:
    """Starts ZooKeeper, watches it each cycle, and holds the services of its master back until it sees what it wants."""

    def __init__(self, setting: Setting, zookeeper: ZooKeeper) -> None:
        self._setting = setting
        self._zookeeper = zookeeper
        self.instances = {master.id: Instance(node=master.id) for master in setting.inventory.masters}

    def settle(self) -> None:
        """All that run have been serving for long."""
        for instance in self.instances.values():
            instance.code = Code.SERVING if instance.process else Code.DOWN
            self._judge(instance)
            instance.passed_life = self._zookeeper.peers[instance.node].life
        for instance in self.instances.values():
            self._look(instance)

    def up(self, host: Host, process: Process) -> None:
        instance = self.instances[host.node.id]
        instance.process, instance.code, instance.leader = process, Code.LATENT, False
        instance.life += 1
        life = instance.life
        self._look(instance)
        if process.started_at < self._setting.now:  # it ran before the lab began: so did its ZooKeeper
            self._zookeeper.start(host.node.id, process.version("zookeeper"))
            self._cycle(instance, life, phase=self._setting.dice.random())
            return
        self._setting.later((3.0, 6.0), lambda: self._first_check(instance, life))

    def down(self, host: Host, *, clean: bool) -> None:
        instance = self.instances[host.node.id]
        instance.process, instance.code = None, Code.DOWN
        instance.life += 1
        self._zookeeper.stop(host.node.id)

    def _first_check(self, instance: Instance, life: int) -> None:
        """Nothing runs yet: it says so, and starts ZooKeeper."""
        if instance.life != life or instance.process is None:
            return
        if self._setting.bent(Bend.EXHIBITOR_STAYS_LATENT, instance.node):
            self._setting.agenda.after(self._setting.timing.exhibitor_cycle, lambda: self._first_check(instance, life))
            return
        instance.code = Code.DOWN
        self._look(instance)
        self._zookeeper.start(instance.node, instance.process.version("zookeeper"))
        self._cycle(instance, life, phase=1.0)

    def _cycle(self, instance: Instance, life: int, phase: float) -> None:
        cycle = self._setting.timing.exhibitor_cycle

        def check() -> None:
            if instance.life == life:
                self._judge(instance)
                self._look(instance)
                self._setting.agenda.after(cycle, check)

        self._setting.agenda.after(cycle * phase, check)

    def _judge(self, instance: Instance) -> None:
        """One step at a time: a ZooKeeper that was just started is *not serving* for one check, whatever it does."""
        peer = self._zookeeper.peers[instance.node]
        if peer.mode is Mode.ABSENT:
            instance.code = Code.DOWN
        elif not peer.serving or instance.code in (Code.LATENT, Code.DOWN):
            instance.code = Code.NOT_SERVING
        else:
            instance.code = Code.SERVING
        instance.leader = instance.code is Code.SERVING and self._zookeeper.leader == instance.node

    def look_again(self, node: NodeId) -> None:
        """What a fault has changed is seen at once."""
        self._look(self.instances[node])

    def _look(self, instance: Instance) -> None:
        if self._setting.bent(Bend.EXHIBITOR_VIEW_FROZEN, instance.node):
            return
        if self._setting.bent(Bend.EXHIBITOR_ALONE, instance.node):
            instance.view = (replace(self._row(instance), leader=False),)
            return
        instance.view = tuple(self._row(peer) for peer in self.instances.values())

    def _row(self, peer: Instance) -> Row:
        if peer.process is None or self._setting.bent(Bend.SILENT, peer.node):
            return Row(node=peer.node, code=Code.DOWN, leader=False)
        return Row(node=peer.node, code=peer.code, leader=peer.leader)

    def answer_delay(self, node: NodeId) -> float:
        """Asking a peer that is gone takes its time-out."""
        others = (peer for peer in self.instances.values() if peer.node != node)
        return self._setting.draw(EXHIBITOR_ASKS_DEAD_PEER) if any(peer.process is None for peer in others) else 0.0

    def holds_back(self, node: NodeId, release: str) -> str | None:
        """What `bootstrap` prints while a service of this master may not start, or None."""
        instance = self.instances[node]
        peer = self._zookeeper.peers[node]
        if instance.passed_life == peer.life and peer.mode is not Mode.ABSENT:
            return None
        reason = self._missing(instance, bootstrap_gate(release), peer.serving)
        if reason is None:
            instance.passed_life = peer.life
        return reason

    def _missing(self, instance: Instance, gate: BootstrapGate, local: bool) -> str | None:
        if gate is BootstrapGate.LOCAL_ZOOKEEPER:
            return None if local else "[ERROR] bootstrap: local ZooKeeper is neither leading nor following"
        if instance.process is None:
            return "[ERROR] bootstrap: cannot reach Exhibitor on 127.0.0.1:8181"
        serving = [row for row in instance.view if row.code is Code.SERVING]
        total = len(self.instances)
        wanted = total if gate is BootstrapGate.ALL_SERVING else total // 2 + 1
        leaders = sum(row.leader for row in serving)
        if len(serving) < wanted or leaders != 1:
            return f"[ERROR] bootstrap: waiting for Exhibitor: {len(serving)} of {total} serving, {leaders} leading"
        return None
