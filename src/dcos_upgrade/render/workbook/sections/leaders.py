"""Who handed leadership to whom, and which steps lay between."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.workbook.blocks import Block, Cell, Paragraph, Section, Table
from dcos_upgrade.render.workbook.cells import moment, plain
from dcos_upgrade.usecases.workbook.model import Handover, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="Leaders as the looks before each step saw them. A change lies between the two looks of its row; "
        "one that came and went between two looks is not seen."
    )
    yield Table(
        head=("Service", "From", "To", "Last seen", "First seen", "Steps started between"),
        rows=tuple(_row(each) for each in workbook.handovers),
        empty="No other leader was ever seen.",
    )


def _row(handover: Handover) -> tuple[Cell, ...]:
    return (
        plain(handover.service),
        plain(handover.before),
        plain(handover.after),
        moment(handover.last_seen),
        moment(handover.first_seen),
        plain(", ".join(handover.steps)),
    )


SECTION = Section(id="leaders", title="Leaders", order=50, blocks=blocks)
