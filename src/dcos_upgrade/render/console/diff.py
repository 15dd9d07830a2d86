"""A comparison of two snapshots for people: what is unexpected first, then what is unknown, then the expected by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from dcos_upgrade.drift.judged import JudgedDifference
from dcos_upgrade.drift.judging import Comparison
from dcos_upgrade.render.terminal import BOLD, GREEN, RED, YELLOW, Terminal, numbered

NOTHING = "nothing"
LONGEST = 60
"""Of a value; the whole of it is in the JSON."""


def comparison_text(comparison: Comparison, terminal: Terminal, *, whole: bool = False) -> str:
    """``whole`` lists each expected difference too, and each thing that is unknown."""
    return "\n".join(_lines(comparison, terminal, whole))


def _lines(comparison: Comparison, terminal: Terminal, whole: bool) -> Iterator[str]:
    yield from _verdict(comparison, terminal)
    for kind, found in _by_kind(comparison.unexpected):
        yield terminal.style(f"unexpected  {kind}", BOLD)
        for each in found:
            yield from _difference(each, terminal)
    for (kind, why), found in _by_reason(comparison.unknown):
        yield terminal.wrapped(f"{kind}: {_who(found, whole)}: {why}", first="unknown     ")
    for kind, found in _by_kind(comparison.expected):
        told = f"{kind}: {numbered(len(found), 'difference')}, such as {found[0].subject}: {found[0].why}"
        yield terminal.wrapped(told, first="expected    ")
        for each in found if whole else ():
            yield from _difference(each, terminal)
    if comparison.expected and not whole:
        yield "--all lists each of them."


def _verdict(comparison: Comparison, terminal: Terminal) -> Iterator[str]:
    if comparison.target:
        hop = f"{comparison.source} → {comparison.target}"
        yield hop if comparison.source != comparison.target else f"Both at {comparison.target}."
    else:
        yield "No node says its release on both sides."
    if comparison.unexpected:
        told = f"UNEXPECTED  {numbered(len(comparison.unexpected), 'difference')} that no hop explains"
        yield terminal.style(told, BOLD, RED)
    elif not comparison.compared:
        yield terminal.style("UNKNOWN  nothing can be compared", BOLD, YELLOW)
    elif comparison.expected:
        yield terminal.style("Every difference is expected.", BOLD, GREEN)
    else:
        yield terminal.style("Nothing differs.", BOLD, GREEN)
    if comparison.unknown:
        yield f"{numbered(len(comparison.unknown), 'thing')} could not be compared; unknown is not equal."


def _difference(each: JudgedDifference, terminal: Terminal) -> Iterator[str]:
    change = f"{_short(each.before)} → {_short(each.after)}"
    yield terminal.wrapped(f"{each.subject} {each.what}: {change}", first="  ", rest="    ")
    yield terminal.wrapped(each.why, first="    ")


def _short(value: str) -> str:
    return (value if len(value) <= LONGEST else f"{value[:LONGEST]}…") or NOTHING


def _by_kind(found: Iterable[JudgedDifference]) -> Iterator[tuple[str, list[JudgedDifference]]]:
    for kind, each in groupby(found, key=lambda one: one.kind):
        yield kind, list(each)


def _by_reason(found: Iterable[JudgedDifference]) -> Iterator[tuple[tuple[str, str], list[JudgedDifference]]]:
    for key, each in groupby(sorted(found, key=lambda one: (one.kind, one.why)), key=lambda one: (one.kind, one.why)):
        yield key, list(each)


def _who(found: list[JudgedDifference], whole: bool) -> str:
    names = list(
        dict.fromkeys(f"{each.subject} {each.what}" if each.what != each.kind else each.subject for each in found)
    )
    shown = names if whole else names[:3]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
