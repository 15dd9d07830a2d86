"""An audit for people: what should not be there first, each thing with the command that removes or explains it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.engine.audit import Found, Verdict
from dcos_upgrade.render.terminal import BOLD, FAINT, GREEN, RED, YELLOW, Terminal, numbered
from dcos_upgrade.usecases.leftovers import Audit, Unseen

COLOURS = {Verdict.LEFTOVER: RED, Verdict.UNKNOWN: YELLOW, Verdict.EXPECTED: FAINT}


def leftovers_text(audit: Audit, terminal: Terminal) -> str:
    return "\n".join(_lines(audit, terminal))


def _lines(audit: Audit, terminal: Terminal) -> Iterator[str]:
    for verdict in (Verdict.LEFTOVER, Verdict.UNKNOWN):
        for found in audit.of(verdict):
            yield from _found(found, terminal)
    for unseen in audit.unseen:
        yield from _unseen(unseen, terminal)
    for found in audit.of(Verdict.EXPECTED):
        yield terminal.wrapped(f"{_where(found)}: {found.why}", first="expected  ")
    yield terminal.style(_sum(audit), BOLD, GREEN if _clean(audit) else YELLOW)


def _found(found: Found, terminal: Terminal) -> Iterator[str]:
    word = terminal.style(f"{found.verdict!s:<10}", BOLD, COLOURS[found.verdict])
    yield f"{word}{_where(found)}"
    yield terminal.wrapped(found.why, first=" " * 10)
    yield terminal.wrapped(found.next, first="  next    ")


def _where(found: Found) -> str:
    return f"{found.node}  {found.what}" + (f"  [run {found.run}]" if found.run else "")


def _unseen(unseen: Unseen, terminal: Terminal) -> Iterator[str]:
    word = terminal.style(f"{'not seen':<10}", BOLD, YELLOW)
    yield f"{word}{unseen.node}  {unseen.what}"
    yield terminal.wrapped(unseen.reason, first=" " * 10)


def _clean(audit: Audit) -> bool:
    return not audit.unseen and len(audit.of(Verdict.EXPECTED)) == len(audit.found)


def _sum(audit: Audit) -> str:
    if _clean(audit):
        return f"No leftovers; {numbered(len(audit.found), 'thing')} expected."
    counts = (
        numbered(len(audit.of(Verdict.LEFTOVER)), "leftover"),
        f"{len(audit.of(Verdict.UNKNOWN))} of unknown origin",
        f"{len(audit.unseen)} not seen",
        f"{len(audit.of(Verdict.EXPECTED))} expected",
    )
    return ", ".join(counts) + "."
