"""Whether what a run has really come to is among the states that the walk of its plan visits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fakes.cluster import FakeCluster

from dcos_upgrade import catalog
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.planning.skew import COUNTS, DEAD, PLACE, State, Walker, walked
from dcos_upgrade.planning.skew_model import Bounds, Place, places_of
from dcos_upgrade.planning.skew_trace import Dead

EVERYTHING = Bounds(nodes=10_000, at_once=10_000, same_waves=10_000)

Seen = tuple[tuple[str, str, str], ...]
"""(node, its release, the release that a script under way there is for; empty where none is)"""


def seen(cluster: FakeCluster) -> Seen:
    """The nodes as they truly are, whatever anybody believes."""
    return tuple(
        (name, node.release, next((to for to, step in node.steps.items() if step.ends_at is not None), ""))
        for name, node in sorted(cluster.nodes.items())
    )


@dataclass(frozen=True)
class Counted:
    """Of one wave, or of all masters: nodes at the old release, under way, and at the new one."""

    old: int
    flying: int
    new: int


@dataclass
class Walked:
    """All states of a plan; ``asked`` keeps what was asked before."""

    plan: Plan
    places: tuple[Place, ...] = ()
    states: list[State] = field(default_factory=list)
    asked: dict[Seen, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        walker = Walker(places=places_of(self.plan, EVERYTHING), catalog=catalog.own())
        walk = walked(walker, EVERYTHING)
        assert walk.complete and walk.violation is None, walk
        self.places, self.states = walker.places, list(walker.came_from)

    def has(self, found: Seen) -> bool:
        """Whether some state is one that the nodes may be in."""
        if found not in self.asked:
            self.asked[found] = any(self._fits(state, found) for state in self.states)
        return self.asked[found]

    def _fits(self, state: State, found: Seen) -> bool:
        if state[PLACE] >= len(self.places):
            return all((release, flying) == (self.plan.target, "") for _, release, flying in found)
        here = self.places[state[PLACE]]
        hop = self.plan.hops[here.hop]
        at = {node: (release, flying) for node, release, flying in found}
        if any(release not in {hop.source, hop.target} for release, _ in at.values()):
            return False
        if any(flying not in {"", hop.target} for _, flying in at.values()):
            return False
        return self._counts_fit(state, here, at)

    def _counts_fit(self, state: State, here: Place, at: Mapping[str, tuple[str, str]]) -> bool:
        """Who waits is old, who has landed is new, who is in flight may be anything; one set aside may be, too."""
        aside = int(state[DEAD] == Dead.ASIDE)
        flying = sum(state[COUNTS + 1 :: 2])
        waiting = sum(state[COUNTS::2])
        missing = 0
        for name, places in self._groups(here.hop):
            counted = self._counted(places, at, here.hop)
            total = counted.old + counted.flying + counted.new
            after = sum(_size(each) for each in places if self._position(each) > state[PLACE])
            mine = here in places
            old_least = after + (waiting if mine else 0)
            new_least = total - after - ((waiting + flying) if mine else 0)
            if counted.old < old_least:
                return False
            missing += max(0, new_least - counted.new) + (max(0, counted.flying - flying) if mine else 0)
            if name and not mine and counted.flying > aside:
                return False
        return missing <= aside

    def _position(self, place: Place) -> int:
        return self.places.index(place)

    def _groups(self, hop: int) -> Iterator[tuple[str, list[Place]]]:
        """The masters of a hop together, since any of them may be next; agents by wave."""
        places = [each for each in self.places if each.hop == hop]
        masters = [each for each in places if each.stage.name is StageName.MASTERS]
        yield "masters", masters
        yield from ((each.wave.name, [each]) for each in places if each not in masters)

    def _counted(self, places: list[Place], at: Mapping[str, tuple[str, str]], hop: int) -> Counted:
        target = self.plan.hops[hop].target
        names = [name for place in places for alike in place.alike for name in alike.names]
        flying = sum(1 for name in names if at[name][1])
        new = sum(1 for name in names if at[name] == (target, ""))
        return Counted(old=len(names) - flying - new, flying=flying, new=new)


def _size(place: Place) -> int:
    return sum(len(alike.names) for alike in place.alike)
