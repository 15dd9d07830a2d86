"""A validation for people: what was lost first, then what could not be judged, then what was expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dcos_upgrade.drift import Drift
from dcos_upgrade.render.terminal import BOLD, GREEN, RED, YELLOW, Terminal, numbered


def drift_text(drift: Drift, terminal: Terminal) -> str:
    return "\n".join(_lines(drift, terminal))


def _lines(drift: Drift, terminal: Terminal) -> Iterator[str]:
    yield _verdict(drift, terminal)
    for loss in drift.lost:
        yield terminal.wrapped(f"{loss.kind} {loss.subject}: {loss.why}", first="  lost      ")
    for each in drift.unknown:
        yield terminal.wrapped(f"{each.kind} {each.subject}: {each.why}", first="  unknown   ")
    kinds = Counter(change.kind for change in drift.expected)
    for kind, count in sorted(kinds.items()):
        example = next(change for change in drift.expected if change.kind == kind)
        told = f"{kind}: {numbered(count, 'change')}, such as {example.subject}: {example.before or 'nothing'} → {example.after}"
        yield terminal.wrapped(f"{told} ({example.why})", first="  expected  ")


def _verdict(drift: Drift, terminal: Terminal) -> str:
    if drift.lost:
        return terminal.style(f"LOST  {numbered(len(drift.lost), 'thing')} of the baseline", BOLD, RED)
    if drift.unknown:
        return terminal.style(f"UNKNOWN  {numbered(len(drift.unknown), 'thing')} could not be judged", BOLD, YELLOW)
    return terminal.style("Nothing of the baseline was lost.", BOLD, GREEN)
