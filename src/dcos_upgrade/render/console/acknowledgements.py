"""What people are asked and what they said, in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.render.terminal import BOLD, GREEN, YELLOW, Terminal
from dcos_upgrade.usecases.acknowledging import Sheet


def acknowledgements_text(sheets: Sequence[Sheet], terminal: Terminal, *, of_a_plan: bool) -> str:
    """``of_a_plan``: what one plan asks; else what the catalog has, of which each plan asks a part."""
    return "\n".join(_lines(sheets, terminal, of_a_plan=of_a_plan))


def _lines(sheets: Sequence[Sheet], terminal: Terminal, *, of_a_plan: bool) -> Iterator[str]:
    if not of_a_plan:
        yield "What there is to acknowledge; a plan asks for a part of it (--plan plan.json)."
    elif not sheets:
        yield "This plan asks for no acknowledgement."
    for sheet in sheets:
        yield ""
        yield from _sheet(sheet, terminal, of_a_plan=of_a_plan)
    if of_a_plan and sheets:
        asked = [sheet for sheet in sheets if sheet.asked]
        yield ""
        yield f"{sum(1 for each in asked if each.given)} of {len(asked)} given"


def _sheet(sheet: Sheet, terminal: Terminal, *, of_a_plan: bool) -> Iterator[str]:
    yield terminal.style(sheet.question.id, BOLD)
    yield terminal.wrapped(sheet.question.question, first="  ")
    given = sheet.given
    if given is not None:
        told = f"yes, {given.by}, {given.said:%Y-%m-%d %H:%M:%SZ}: {given.reason}"
        yield terminal.style(terminal.wrapped(told, first="  "), GREEN)
    elif of_a_plan:
        yield terminal.style("  not given", YELLOW)
