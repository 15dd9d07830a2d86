"""Who handed leadership to whom, and which steps lay between."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import moment, plain
from dcos_upgrade.usecases.elections import Elections
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
    yield Table(
        caption="Elections seen, by hop",
        head=("Hop", "Mesos", "Marathon", "ZooKeeper"),
        rows=tuple(_counted(workbook, each) for each in workbook.elections),
        empty="No leader was looked at.",
    )


def _counted(workbook: Workbook, each: Elections) -> tuple[Cell, ...]:
    hop = workbook.hops[each.hop]
    return (
        plain(f"{each.hop + 1}: {hop.source} → {hop.target}"),
        plain(str(each.mesos), Tone.WARN if each.mesos > 1 else Tone.PLAIN),
        plain(str(each.marathon), Tone.WARN if each.marathon > 1 else Tone.PLAIN),
        plain(str(each.zookeeper)),
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
