"""Who was set aside, taken back or left out, and what people approved: with who, when and why."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import digests, moment, nothing, plain
from dcos_upgrade.usecases.workbook.model import Word, Workbook

TONES = {"quarantine": Tone.BAD, "left out": Tone.WARN, "readmission": Tone.GOOD, "approval": Tone.GOOD}


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(text=_standing(workbook))
    yield Table(
        head=("What", "Time", "Hop", "Node or point", "By", "Why", "Evidence"),
        rows=tuple(_row(word) for word in workbook.words),
        empty="No node was set aside or left out, and no approval was wanted.",
    )


def _standing(workbook: Workbook) -> str:
    rule = (
        "A failed agent is set aside within the plan's budgets; only a person takes it back, or leaves it out for good."
    )
    if not workbook.without:
        return rule
    return f"{rule} Set aside or left out now: {', '.join(workbook.without)}."


def _row(word: Word) -> tuple[Cell, ...]:
    return (
        plain(word.kind, TONES.get(word.kind, Tone.PLAIN)),
        moment(word.time),
        nothing("all") if word.hop is None else plain(str(word.hop + 1)),
        plain(word.subject),
        plain(word.by or "the run itself"),
        plain(word.why),
        digests(word.evidence),
    )


SECTION = Section(id="people", title="Set aside, taken back, left out, approved", order=62, blocks=blocks)
