"""Every time the run stood still: waits, halts, pauses, retries, with who and why."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import digests, moment, nothing, plain, span
from dcos_upgrade.usecases.workbook.model import Interruption, Workbook

TONES = {"halt": Tone.BAD, "pause": Tone.WARN, "retry": Tone.WARN}


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="Waits are looks that did not let the run go on, one row for each reason. "
        "A take-over is another process that went on with the run."
    )
    yield Table(
        head=("What", "Time", "Lasted", "Where", "By", "Why", "Evidence"),
        rows=tuple(_row(each) for each in workbook.interruptions),
        empty="The run was never held up.",
    )


def _row(each: Interruption) -> tuple[Cell, ...]:
    return (
        plain(each.kind, TONES.get(each.kind, Tone.PLAIN)),
        moment(each.time),
        _lasted(each),
        plain(each.where),
        plain(each.by),
        plain(each.why),
        digests(each.evidence),
    )


def _lasted(each: Interruption) -> Cell:
    if each.kind in {"retry", "take-over"}:
        return nothing()
    return span(each.time, each.until) if each.until else plain("to the end", Tone.WARN)


SECTION = Section(id="interruptions", title="Waits, halts, pauses, retries", order=60, blocks=blocks)
