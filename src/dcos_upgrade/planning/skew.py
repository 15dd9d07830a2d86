"""Every state that a plan allows, walked: in each the invariants of skew must hold. Pure.

The waves go in their order. Of a wave up to ``at_once`` nodes are in flight, in any order and each for as long as it likes, so
that a slow node is among what is walked. At any moment one node may be dead: a dead master halts the run, a dead agent is set aside within
the budget or halts it. The next hop begins when nobody is set aside any more.

The walk is breadth first, so the first bad state is one that is reached in the fewest moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dcos_upgrade import catalog as catalog_room
from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning import invariants
from dcos_upgrade.planning.invariant import Invariant, Moment, Standing
from dcos_upgrade.planning.invariants.comes_to_its_end import INVARIANT as ENDS
from dcos_upgrade.planning.skew_model import BOUNDS, Alike, Bounds, Place, places_of
from dcos_upgrade.planning.skew_trace import Dead, Move, Moved, told

State = tuple[int, ...]
"""(place, dead, then for each of the place's alike: how many wait, how many are in flight). The others have landed or are set aside."""

PLACE, DEAD, COUNTS = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A reachable state that must not be. ``trace``: the fewest moves that lead there, one line each."""

    rule: str
    title: str
    source: str
    reason: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """``states`` were visited. ``narrowed`` waves were walked with fewer nodes than they have, or stand for waves that are the same.

    ``complete`` is false when the walk gave up at its bound: then nothing is proven.
    """

    states: int
    waves: int
    narrowed: int
    complete: bool
    violation: Violation | None = None


@dataclass(slots=True, kw_only=True)
class Walker:
    """``came_from``: every state that was reached, with the one before it and the move between them."""

    places: tuple[Place, ...]
    catalog: Catalog
    came_from: dict[State, tuple[State, Moved] | None] = field(default_factory=dict)
    judged: dict[State, tuple[Invariant, str] | None] = field(default_factory=dict)

    def start(self) -> State:
        return self._at(0, Dead.NOBODY)

    def _at(self, number: int, dead: Dead) -> State:
        """The beginning of a place; places without anything to do are passed over."""
        while number < len(self.places) and not self.places[number].alike:
            if self.places[number].ends_hop and dead is not Dead.NOBODY:
                break
            number += 1
        if number >= len(self.places):
            return (number, Dead.NOBODY)
        counts = (count for alike in self.places[number].alike for count in (alike.count, 0))
        return (number, dead, *counts)

    def is_end(self, state: State) -> bool:
        return state[PLACE] >= len(self.places)

    def after(self, state: State) -> Iterator[tuple[Moved, State]]:
        """Every move that the plan allows here, with where it leads."""
        if self.is_end(state):
            return
        place, dead = self.places[state[PLACE]], Dead(state[DEAD])
        flying = sum(state[COUNTS + 1 :: 2])
        if dead is not Dead.HALTS and flying < place.at_once and self._room(place, flying, dead):
            yield from self._begins(state)
        yield from self._ends(state, place, dead, flying)
        yield from self._onward(state, place, dead, flying)

    @staticmethod
    def _room(place: Place, flying: int, dead: Dead) -> bool:
        return place.out_budget is None or flying + (dead is Dead.ASIDE) < place.out_budget

    @staticmethod
    def _begins(state: State) -> Iterator[tuple[Moved, State]]:
        for slot in range(COUNTS, len(state), 2):
            if state[slot]:
                yield (Move.BEGINS, slot), (*state[:slot], state[slot] - 1, state[slot + 1] + 1, *state[slot + 2 :])

    @staticmethod
    def _ends(state: State, place: Place, dead: Dead, flying: int) -> Iterator[tuple[Moved, State]]:
        """It lands, or it dies. Of those in flight at a halt one is the dead one, which does not land."""
        for slot in range(COUNTS, len(state), 2):
            if not state[slot + 1]:
                continue
            fewer = (*state[COUNTS : slot + 1], state[slot + 1] - 1, *state[slot + 2 :])
            if dead is not Dead.HALTS or flying > 1:
                yield (Move.LANDS, slot), (state[PLACE], dead, *fewer)
            if dead is Dead.NOBODY and place.may_lose:
                yield (Move.SET_ASIDE, slot), (state[PLACE], Dead.ASIDE, *fewer)
            elif dead is Dead.NOBODY:
                yield (Move.HALTS, slot), (state[PLACE], Dead.HALTS, *state[COUNTS:])

    def _onward(self, state: State, place: Place, dead: Dead, flying: int) -> Iterator[tuple[Moved, State]]:
        if dead is Dead.HALTS:
            yield (Move.MENDED, 0), (state[PLACE], Dead.NOBODY, *state[COUNTS:])
        if dead is Dead.ASIDE:
            yield (Move.TAKEN_BACK, 0), (state[PLACE], Dead.NOBODY, *state[COUNTS:])
        over = not flying and not any(state[COUNTS::2])
        if over and (dead is Dead.NOBODY or (dead is Dead.ASIDE and not place.ends_hop)):
            yield (Move.SOAKED, 0), self._at(state[PLACE] + 1, dead)

    def judge(self, state: State) -> tuple[Invariant, str] | None:
        """What is wrong here; asked once for all states that look the same."""
        if self.is_end(state):
            return None
        seen = self._seen(state)
        if seen not in self.judged:
            self.judged[seen] = _judged(Moment(standing=self.standing(state), catalog=self.catalog))
        return self.judged[seen]

    def _seen(self, state: State) -> State:
        """(look, dead, then for each of the alike: whether some wait, none, one or more in flight, whether some landed)"""
        place, dead = self.places[state[PLACE]], state[DEAD]
        found = [place.look, dead]
        for slot, alike in zip(range(COUNTS, len(state), 2), place.alike, strict=True):
            waiting, flying = state[slot], state[slot + 1]
            landed = alike.count - waiting - flying - (dead == Dead.ASIDE)  # the one set aside may be another wave's
            found += (waiting > 0, min(flying, 2), landed > 0)
        return tuple(found)

    def standing(self, state: State) -> frozenset[Standing]:
        """The cluster in this state."""
        place, seen = self.places[state[PLACE]], self._seen(state)
        found = set(place.others)
        for slot, alike in zip(range(COUNTS, len(seen), 3), place.alike, strict=True):
            found.update(_standing(alike, seen[slot], seen[slot + 1], seen[slot + 2]))
        if state[DEAD] == Dead.ASIDE:
            found.add(place.aside)
        return frozenset(found)


def _standing(alike: Alike, waiting: int, flying: int, landed: int) -> Iterator[Standing]:
    role = alike.role
    if waiting:
        yield Standing(role=role, release=alike.release)
    if flying:
        yield Standing(
            role=role,
            release=alike.release,
            to=alike.target,
            script_for=alike.script_for,
            many=flying > 1,
            reconfigures=alike.reconfigures,
        )
    if landed > 0:
        yield Standing(role=role, release=alike.target)


def _judged(moment: Moment) -> tuple[Invariant, str] | None:
    asked = ((each, each.objection(moment)) for each in invariants.discover().values())
    return next(((each, reason) for each, reason in asked if reason is not None), None)


def walk(plan: Plan, *, bounds: Bounds = BOUNDS, catalog: Catalog | None = None) -> Walk:
    """Every state that this plan allows, up to the first bad one. Raises ValueError for a release that is none."""
    return walked(Walker(places=places_of(plan, bounds), catalog=catalog or catalog_room.own()), bounds)


def walked(walker: Walker, bounds: Bounds = BOUNDS) -> Walk:
    start = walker.start()
    walker.came_from[start] = None
    ring, violation = [start], _violation(walker, start)
    while ring and violation is None and len(walker.came_from) <= bounds.states:
        ring, violation = _next_ring(walker, ring)
    return Walk(
        states=len(walker.came_from),
        waves=sum(1 + place.repeated for place in walker.places),
        narrowed=sum(1 + place.repeated for place in walker.places if _narrowed(place)),
        complete=not ring or violation is not None,
        violation=violation,
    )


def _narrowed(place: Place) -> bool:
    return place.repeated > 0 or any(len(each.names) > each.count for each in place.alike)


def _next_ring(walker: Walker, ring: list[State]) -> tuple[list[State], Violation | None]:
    """The states that are one move further on, or the first bad one among them."""
    onward: list[State] = []
    for state in ring:
        stuck = not walker.is_end(state)
        for moved, after in walker.after(state):
            stuck = False
            if after in walker.came_from:
                continue
            walker.came_from[after] = (state, moved)
            violation = _violation(walker, after)
            if violation is not None:
                return [], violation
            onward.append(after)
        if stuck:
            return [], _stuck(walker, state)
    return onward, None


def _violation(walker: Walker, state: State) -> Violation | None:
    found = walker.judge(state)
    return None if found is None else _made(walker, state, *found)


def _stuck(walker: Walker, state: State) -> Violation:
    moment = Moment(standing=walker.standing(state), catalog=walker.catalog, stuck=True)
    return _made(walker, state, ENDS, ENDS.objection(moment) or "")


def _made(walker: Walker, state: State, rule: Invariant, reason: str) -> Violation:
    trace = told(walker.places, _way_to(walker, state))
    return Violation(rule=rule.id, title=rule.title, source=rule.source, reason=reason, trace=trace)


def _way_to(walker: Walker, state: State) -> list[tuple[int, Moved]]:
    """(place, move) from the start on."""
    way = []
    before = walker.came_from[state]
    while before is not None:
        state, moved = before
        way.append((state[PLACE], moved))
        before = walker.came_from[state]
    return way[::-1]
