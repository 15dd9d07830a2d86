"""Who lets us in, for people: those that do not first, each with what mends it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.render.terminal import BOLD, GREEN, RED, Terminal, numbered
from dcos_upgrade.usecases.reaching import Visit


def reaching_text(visits: Sequence[Visit], terminal: Terminal) -> str:
    return "\n".join(_lines(visits, terminal))


def _lines(visits: Sequence[Visit], terminal: Terminal) -> Iterator[str]:
    closed = [visit for visit in visits if visit.error is not None]
    for visit in closed:
        yield from _closed(visit, terminal)
    let_in = len(visits) - len(closed)
    colour = RED if closed else GREEN
    yield terminal.style(f"{let_in} of {numbered(len(visits), 'node')} let us in as root.", BOLD, colour)


def _closed(visit: Visit, terminal: Terminal) -> Iterator[str]:
    error = visit.error
    assert error is not None
    where = f"  ({error.where})" if error.where and error.where != visit.node.id else ""
    yield terminal.style(f"{visit.node.id}  ", BOLD, RED) + f"{error.what}{where}"
    if error.evidence:
        yield terminal.wrapped(redact_text(error.evidence), first="          ")
    if error.next_command:
        yield terminal.wrapped(error.next_command, first="  next    ")
