"""The leading master's book of agents: the registry that outlives an election, and the entries that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.release import removal_is_limited
from dcos_upgrade.lab.world.setting import Setting


@dataclass(slots=True, kw_only=True)
class Record:
    """An agent that was admitted to the cluster; in the replicated log."""

    agent_id: str
    node: Node
    unreachable_since: float | None = None


@dataclass(slots=True, kw_only=True)
class Entry:
    """An agent as the leader knows it now; `/slaves` shows these."""

    agent_id: str
    node: Node
    version: str
    registered_at: float
    reregistered_at: float | None = None
    active: bool = True
    turn: int = 0


class Book:
    """``on_unreachable`` and ``on_removed`` are told the agent's id."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self.records: dict[str, Record] = {}
        self.entries: dict[str, Entry] = {}
        self.recovered: set[str] = set()
        self._met: set[str] = set()
        self.unreachable_scheduled = 0
        self.unreachable_completed = 0
        self.unreachable_canceled = 0
        self.removals = 0
        self.registrations = 0
        self.reregistrations = 0
        self._next_removal = 0.0
        self._term = 0
        self._next_number = 0
        self.on_unreachable: list[Callable[[str], None]] = []
        self.on_removed: list[Callable[[str], None]] = []
        self.on_back: list[Callable[[str], None]] = []

    @property
    def unreachable(self) -> tuple[Record, ...]:
        return tuple(record for record in self.records.values() if record.unreachable_since is not None)

    @property
    def left(self) -> Iterator[str]:
        """Ids of the agents that this leader had, with their tasks, and that are unreachable now."""
        return (record.agent_id for record in self.unreachable if record.agent_id in self._met)

    def fresh_id(self, cluster: str) -> str:
        """Numbers are never used twice."""
        number = self._next_number
        self._next_number += 1
        return f"{cluster}-S{number}"

    def know(self, agent_id: str) -> None:
        """An id that was on a disk already; later ones get higher numbers."""
        number = agent_id.rpartition("-S")[2]
        if number.isdigit():
            self._next_number = max(self._next_number, int(number) + 1)

    def close(self) -> None:
        """The leader is gone, and with it what it only remembered."""
        self._term += 1
        self.entries.clear()
        self.recovered.clear()
        self._met.clear()

    def open(self) -> None:
        """A new leader has read the registry: it expects every reachable agent back within a time."""
        self._term += 1
        self.recovered = {record.agent_id for record in self.records.values() if record.unreachable_since is None}
        self.unreachable_scheduled = self.unreachable_completed = self.unreachable_canceled = 0
        self.removals = self.registrations = self.reregistrations = 0
        self._next_removal = 0.0
        term = self._term
        self._setting.agenda.after(self._setting.timing.reregister, lambda: self._give_up_recovered(term))

    def settle(self, agent_id: str, node: Node, version: str, at: float) -> None:
        self.know(agent_id)
        self.records[agent_id] = Record(agent_id=agent_id, node=node)
        self._met.add(agent_id)
        self.entries[agent_id] = Entry(agent_id=agent_id, node=node, version=version, registered_at=at)

    def register(self, agent_id: str, node: Node, version: str) -> None:
        """An agent (re-)registers: known ids come back as they are, an unknown one replaces what was at its address."""
        now = self._setting.now
        known = self.records.get(agent_id)
        if known is None:
            self._replace_others_at(node, agent_id)
            self.registrations += 1
            self.settle(agent_id, node, version, now)
            return
        known.unreachable_since = None
        self.recovered.discard(agent_id)
        self._met.add(agent_id)
        entry = self.entries.get(agent_id)
        if entry is None:  # one that the leader still lists is not counted, though its time is told
            self.reregistrations += 1
            entry = Entry(agent_id=agent_id, node=node, version=version, registered_at=now)
            self.entries[agent_id] = entry
        entry.active, entry.version, entry.reregistered_at = True, version, now
        entry.turn += 1
        for listener in self.on_back:
            listener(agent_id)

    def disconnected(self, agent_id: str, release: str) -> None:
        """Its connection broke: inactive at once, unreachable when it stays away. ``release`` is the leader's."""
        entry = self.entries.get(agent_id)
        if entry is None:
            return
        entry.active = False
        entry.turn += 1
        turn, term = entry.turn, self._term
        wait = self._setting.timing.unreachable

        def its_turn() -> None:
            if self._term != term:
                return
            if self.entries.get(agent_id) is entry and entry.turn == turn:
                self._mark_unreachable(agent_id, release, its_turn)
            else:
                self.unreachable_canceled += 1

        def overdue() -> None:
            if self._term == term and self.entries.get(agent_id) is entry and entry.turn == turn:
                self.unreachable_scheduled += 1
                its_turn()

        self._setting.agenda.after(wait, overdue)

    def entry_of(self, node: NodeId) -> Entry | None:
        return next((entry for entry in self.entries.values() if entry.node.id == node), None)

    def _mark_unreachable(self, agent_id: str, release: str, again: Callable[[], None]) -> None:
        """The first goes at once; up to 1.11 the next one waits for its turn."""
        now = self._setting.now
        if now < self._next_removal:
            self._setting.agenda.after(self._next_removal - now, again)
            return
        if removal_is_limited(release):
            self._next_removal = now + self._setting.timing.removal_interval
        self._leave(agent_id)

    def _leave(self, agent_id: str) -> None:
        self.entries.pop(agent_id, None)
        self.recovered.discard(agent_id)
        self.records[agent_id].unreachable_since = self._setting.now
        self.unreachable_completed += 1
        self.removals += 1
        for listener in self.on_unreachable:
            listener(agent_id)

    def _give_up_recovered(self, term: int) -> None:
        if term == self._term:
            for agent_id in sorted(self.recovered):
                self._leave(agent_id)

    def _replace_others_at(self, node: Node, agent_id: str) -> None:
        old = [record.agent_id for record in self.records.values() if record.node.id == node.id]
        for other in old:
            if other == agent_id:
                continue
            del self.records[other]
            self.entries.pop(other, None)
            self.recovered.discard(other)
            self.removals += 1
            for listener in self.on_removed:
                listener(other)
