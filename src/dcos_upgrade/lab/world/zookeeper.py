"""The ZooKeeper ensemble: one peer per master, a child of that master's Exhibitor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.timing import ZOOKEEPER_ELECTION, ZOOKEEPER_JOIN


class Mode(StrEnum):
    ABSENT = "absent"
    LOOKING = "looking"
    FOLLOWER = "follower"
    LEADER = "leader"
    STANDALONE = "standalone"


SERVING = frozenset({Mode.FOLLOWER, Mode.LEADER, Mode.STANDALONE})


@dataclass(slots=True, kw_only=True)
class Peer:
    """``life`` counts the starts of the process: `bootstrap` remembers it by the pid file's time.

    ``held`` is a process that came up wrong and finds no one.
    """

    node: NodeId
    mode: Mode = Mode.ABSENT
    version: str = "unknown"
    started_at: float = 0.0
    life: int = 0
    held: bool = False

    @property
    def serving(self) -> bool:
        return self.mode in SERVING


class ZooKeeper:
    """``on_quorum`` is called when the ensemble serves again, ``on_sessions_lost`` when it did not for a session's length."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.peers = {master.id: Peer(node=master.id) for master in setting.inventory.masters}
        self.epoch = 1
        self._born = setting.now
        self._outage = 0
        self.on_quorum: list[Callable[[], None]] = []
        self.on_sessions_lost: list[Callable[[], None]] = []

    @property
    def leader(self) -> NodeId | None:
        modes = (Mode.LEADER, Mode.STANDALONE)
        return next((peer.node for peer in self.peers.values() if peer.mode in modes), None)

    @property
    def has_quorum(self) -> bool:
        return self.leader is not None

    @property
    def zxid(self) -> int:
        return (self.epoch << 32) + int(self._setting.now - self._born) + 17

    def settle(self, leader: NodeId) -> None:
        """Peers that run already know each other; ``leader`` leads."""
        for peer in self.peers.values():
            peer.mode = self._mode(peer, leader)

    def start(self, node: NodeId, version: str) -> None:
        peer = self.peers[node]
        peer.mode, peer.version, peer.started_at = Mode.LOOKING, version, self._setting.now
        peer.life += 1
        peer.held = self._setting.bent(Bend.ZOOKEEPER_STAYS_OUT, node)
        life = peer.life
        self._setting.later(ZOOKEEPER_JOIN, lambda: self._join(peer, life))

    def stop(self, node: NodeId) -> None:
        peer = self.peers[node]
        led = self.leader == node
        peer.mode = Mode.ABSENT
        if led or not self._majority(sum(other.serving for other in self.peers.values())):
            self._break_up()

    def _join(self, peer: Peer, life: int) -> None:
        if peer.life != life or peer.mode is not Mode.LOOKING or peer.held:
            return
        if self.has_quorum:
            peer.mode = Mode.FOLLOWER
        else:
            self.elect()

    def rejoin(self, node: NodeId) -> None:
        """A peer that a fault held back may try again."""
        peer = self.peers[node]
        peer.held = False
        if peer.mode is Mode.LOOKING:
            self._setting.later(ZOOKEEPER_JOIN, lambda: self._join(peer, peer.life))

    def elect(self) -> None:
        """The largest server id of those that are as new as the newest leads, as soon as a majority looks for one."""
        if self.has_quorum:
            return
        looking = [peer for peer in self.peers.values() if peer.mode is Mode.LOOKING and not peer.held]
        if not self._majority(len(looking)):
            return
        self.epoch += 1
        self._outage += 1
        leader = looking[-1].node
        for peer in looking:
            peer.mode = self._mode(peer, leader)
        for listener in self.on_quorum:
            listener()

    def _break_up(self) -> None:
        for peer in self.peers.values():
            peer.mode = Mode.LOOKING if peer.serving else peer.mode
        self._outage += 1
        outage = self._outage
        self._setting.later(ZOOKEEPER_ELECTION, self.elect)
        self._setting.agenda.after(self._setting.timing.session, lambda: self._expire(outage))

    def _expire(self, outage: int) -> None:
        if outage != self._outage or self.has_quorum:
            return
        for listener in self.on_sessions_lost:
            listener()

    def _majority(self, count: int) -> bool:
        return count > len(self.peers) // 2

    def _mode(self, peer: Peer, leader: NodeId) -> Mode:
        if peer.mode is Mode.ABSENT:
            return Mode.ABSENT
        if len(self.peers) == 1:
            return Mode.STANDALONE
        return Mode.LEADER if peer.node == leader else Mode.FOLLOWER
