"""What is behind a route, for people: shorter ones and the leaps that forbid them, doors by hop, and the other way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from dcos_upgrade.planning.another_way import AnotherWay, Count
from dcos_upgrade.planning.door import MOMENT, ClosedDoor
from dcos_upgrade.planning.explained import ExplainedRoute
from dcos_upgrade.planning.leaps import ShorterRoute
from dcos_upgrade.render.terminal import BOLD, Terminal


def explained_text(behind: ExplainedRoute, terminal: Terminal) -> str:
    """Empty where there is nothing behind the route."""
    return "\n".join(
        (*_shorter(behind.shorter, terminal), *_doors(behind.doors, terminal), *_another(behind, terminal))
    )


def _shorter(shorter: Sequence[ShorterRoute], terminal: Terminal) -> Iterator[str]:
    if shorter:
        yield from ("", terminal.style("Shorter, and refused", BOLD))
    for each in shorter:
        yield terminal.wrapped(" → ".join(each.route), first="  ")
        refused = each.refusal
        yield terminal.wrapped(
            f"by {refused.rule}, at {refused.source_release} → {refused.target_release}", first="    "
        )


def _doors(doors: Sequence[ClosedDoor], terminal: Terminal) -> Iterator[str]:
    if doors:
        yield from ("", terminal.style("Doors: after each there is no way back", BOLD))
    for (hop, source, target), closed in groupby(doors, key=lambda each: (each.hop, each.source, each.target)):
        yield terminal.style(f"  hop {hop}   {source} → {target}", BOLD)
        for each in closed:
            yield terminal.wrapped(
                f"{MOMENT[each.door.after]}: {each.says} [{each.door.id}]", first="  - ", rest="    "
            )


def _another(behind: ExplainedRoute, terminal: Terminal) -> Iterator[str]:
    if behind.another is None:
        return
    another: AnotherWay = behind.another
    yield from ("", terminal.style("Another way: a new cluster, and the apps move", BOLD))
    yield terminal.wrapped(f"{another.hops} hops lie between. Instead, it takes:", first="  ")
    yield from (terminal.wrapped(each, first="  - ", rest="    ") for each in another.takes)
    if another.counts:
        yield terminal.wrapped(f"Here: {', '.join(_counted(each) for each in another.counts)}.", first="  ")
        yield from _unknown(another.counts, terminal)


def _counted(count: Count) -> str:
    return f"{count.what} unknown" if count.number is None else f"{count.number} {count.what}"


def _unknown(counts: Sequence[Count], terminal: Terminal) -> Iterator[str]:
    for each in counts:
        if each.number is None:
            yield terminal.wrapped(f"{each.what}: {each.unknown}; count them with {each.ask}", first="    ")
