"""Why no shorter way was taken: each leap that a shorter route would have to make, with the rule that refuses it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dcos_upgrade.core.plan import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ShorterRoute:
    """``route`` leaves out the stops that ``refusal`` leaps over. A route without even more stops makes one of these leaps, too."""

    route: tuple[str, ...]
    refusal: Refusal


def shorter_routes(route: Sequence[str], refusals: Iterable[Refusal]) -> tuple[ShorterRoute, ...]:
    """The shortest first. The first rule that refuses a leap stands for it; ``refusals`` has all of them."""
    return tuple(_shorter(tuple(route), refusals))


def _shorter(route: tuple[str, ...], refusals: Iterable[Refusal]) -> Iterator[ShorterRoute]:
    told: set[tuple[str, ...]] = set()
    for refusal in refusals:
        ends = refusal.source_release, refusal.target_release
        if not set(ends) <= set(route):
            continue
        first, last = (route.index(end) for end in ends)
        without = route[: first + 1] + route[last:]
        if last > first + 1 and without not in told:
            told.add(without)
            yield ShorterRoute(route=without, refusal=refusal)
