"""Risks that people took, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.render.terminal import BOLD, Terminal
from dcos_upgrade.usecases.accepting import AcceptedRisk, Standing


def accepted_text(risks: Sequence[AcceptedRisk], terminal: Terminal) -> str:
    """Every one, with who took it, why and until when."""
    if not risks:
        return terminal.wrapped("Nobody has taken a risk.")
    lines = [terminal.style("Risks that were taken", BOLD)]
    for each in risks:
        lines += [terminal.wrapped(accepted_line(each), first="  - ", rest="    ")]
        lines += [terminal.wrapped(each.message, first="    ")]
    return "\n".join(lines)


def accepted_line(each: AcceptedRisk) -> str:
    """Who took it, for which hops, until when, and why."""
    expired = "expired; " if each.standing is Standing.EXPIRED else ""
    return f"{each.id} on {', '.join(each.hops)}: {expired}taken by {each.by} until {each.until}: {each.reason}"


def status_lines(risks: Sequence[AcceptedRisk], terminal: Terminal) -> Iterator[str]:
    for number, each in enumerate(risks):
        yield terminal.wrapped(
            accepted_line(each), first="Taken     " if number == 0 else f"{'':<10}", rest=f"{'':<10}"
        )
