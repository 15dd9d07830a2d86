"""What no probe can see: what people were asked, who said yes, when and why; and what nobody has said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.render.document.blocks import Banner, Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, moment, nothing, plain
from dcos_upgrade.usecases.workbook.model import AcknowledgedRow, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    rows = workbook.acknowledged
    yield Paragraph(text="What this tool cannot see for itself, people were asked by name, once for the run.")
    asked = [row for row in rows if row.asked]
    if asked:
        yield _verdict(asked)
    yield Table(
        head=("Name", "Question", "Workbook", "Acknowledged", "By", "Why"),
        rows=tuple(_row(row) for row in rows),
        empty="The plan of this run asks people for nothing.",
    )


def _verdict(asked: Sequence[AcknowledgedRow]) -> Banner:
    left = [row.id for row in asked if row.time is None]
    if not left:
        return Banner(
            tone=Tone.GOOD, title="All of it was acknowledged", text=f"{len(asked)} of {len(asked)} were given."
        )
    title = f"{len(asked) - len(left)} of {len(asked)} were given"
    return Banner(tone=Tone.WARN, title=title, text=f"Nobody has acknowledged {', '.join(left)}.")


def _row(row: AcknowledgedRow) -> tuple[Cell, ...]:
    given = nothing("not given") if row.time is None else moment(row.time)
    return code(row.id), plain(row.question), plain(row.section), given, plain(row.by), plain(row.why)


SECTION = Section(id="acknowledged", title="What people acknowledged", order=61, blocks=blocks)
