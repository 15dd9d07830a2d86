"""The moves of a walk in words: which node begins, lands or dies, numbered from the start of the run. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum

from dcos_upgrade.planning.skew_model import Place

FIRST, LAST = 2, 8
"""How many lines of a long trace are shown at its two ends."""


class Dead(IntEnum):
    """Whether a node is dead: none, one set aside within the budget, one at which the run halts."""

    NOBODY = 0
    ASIDE = 1
    HALTS = 2


class Move(IntEnum):
    BEGINS = 0
    LANDS = 1
    SET_ASIDE = 2
    HALTS = 3
    MENDED = 4
    TAKEN_BACK = 5
    SOAKED = 6


Moved = tuple[Move, int]
"""A move, and the place in the state's counts of the nodes that it is about."""


def told(places: Sequence[Place], way: Sequence[tuple[int, Moved]]) -> tuple[str, ...]:
    """One numbered line for each move; for a state at the very start, that."""
    lines = tuple(f"{number}. {line}" for number, line in enumerate(_lines(places, way), start=1))
    return lines or ("at the start, before anything has begun",)


def _lines(places: Sequence[Place], way: Sequence[tuple[int, Moved]]) -> Iterator[str]:
    """Those alike begin in the order of the plan and end in the order in which they began."""
    here, dead = -1, ""
    waiting: list[list[str]] = []
    flying: list[list[str]] = []
    for number, (move, slot) in way:
        place = places[number]
        if number != here:
            here, waiting, flying = number, [list(each.names) for each in place.alike], [[] for _ in place.alike]
        which = (slot - 2) // 2
        match move:
            case Move.BEGINS:
                flying[which].append(waiting[which].pop(0))
                yield f"{flying[which][-1]} begins {place.alike[which].release} → {place.alike[which].target}"
            case Move.LANDS:
                node = next((each for each in flying[which] if each != dead), flying[which][0])
                flying[which].remove(node)
                yield f"{node} is at {place.alike[which].target}"
            case Move.SET_ASIDE:
                dead = flying[which].pop(0)
                yield f"{dead} dies and is set aside"
            case Move.HALTS:
                dead = flying[which][0]
                yield f"{dead} dies, and the run halts"
            case Move.MENDED:
                yield f"{dead} is mended, and the run goes on"
                dead = ""
            case Move.TAKEN_BACK:
                yield f"{dead} is taken back, or left out of the run by name"
                dead = ""
            case Move.SOAKED:
                more = f", and so with {place.repeated} waves like it" if place.repeated else ""
                yield f"the soak after {place.wave.name} of {place.stage.name} in hop {place.hop + 1} is over{more}"


def shortened(trace: Sequence[str]) -> tuple[str, ...]:
    """The beginning and the end of a long trace."""
    if len(trace) <= FIRST + LAST + 1:
        return tuple(trace)
    return (*trace[:FIRST], f"… {len(trace) - FIRST - LAST} more", *trace[-LAST:])
