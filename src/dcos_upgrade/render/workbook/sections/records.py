"""Versions of the document: each capture and each run of the cluster is a row."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table
from dcos_upgrade.render.document.cells import digest, moment, plain
from dcos_upgrade.usecases.workbook.model import Workbook
from dcos_upgrade.usecases.workbook.records import Record


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="What was captured and run from this state directory, oldest first; the last row is this document. "
        "Captures that were made from elsewhere are not known here."
    )
    rows = [_row(number, each) for number, each in enumerate(workbook.records, start=1)]
    this = (
        plain(str(len(rows) + 1)),
        moment(workbook.made),
        plain("this document"),
        plain(workbook.by),
        plain(workbook.tool_version),
        plain(f"run {workbook.run}: {workbook.outcome}"),
        digest(workbook.integrity.last_hash),
    )
    head = ("Version", "Time", "What", "By", "Tool", "Note", "Evidence")
    yield Table(head=head, rows=(*rows, this), empty="", caption="Versions", named=True)


def _row(number: int, each: Record) -> tuple[Cell, ...]:
    return (
        plain(str(number)),
        moment(each.time),
        plain(each.what),
        plain(each.by),
        plain(each.tool_version),
        plain(each.note),
        digest(each.digest),
    )


SECTION = Section(id="records", title="Versions of this document", order=14, blocks=blocks)
