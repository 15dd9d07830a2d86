"""The workbook's own table of contents: where each of its sections is filled in this document, and what of it is not there."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade import catalog
from dcos_upgrade.catalog.workbook_index import Section as Part
from dcos_upgrade.render.document.blocks import Block, Cell, Link, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import plain
from dcos_upgrade.usecases.workbook.model import Workbook

HEAD = ("Section", "What it is about", "Here", "Not here, and why")


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="The sections of the upgrade workbook by number and title of our own, and the parts of this document that hold them."
    )
    rows = tuple(_row(part, workbook) for part in catalog.own().workbook)
    yield Table(
        head=HEAD, rows=rows, empty="The index of the workbook is empty.", caption="Where each section is", named=True
    )


def _row(part: Part, workbook: Workbook) -> tuple[Cell, ...]:
    missing = part.missing
    if workbook.before is None and any(each in FROM_BEFORE or each.startswith("sheet-") for each in part.report):
        missing = "; ".join(filter(None, ("the snapshot from before the run could not be read", missing)))
    here = tuple(Link(to=each, text=each.removeprefix("sheet-").replace("-", " ")) for each in part.report)
    return (
        plain(part.number),
        plain(part.title),
        Cell(text=", ".join(link.text for link in here), links=here),
        plain(missing, Tone.WARN) if missing else plain("all is here", Tone.GOOD),
    )


FROM_BEFORE = frozenset({"checks", "platforms", "rules", "sources", "version-steps"})
"""Chapters that are made of the snapshot from before."""

SECTION = Section(id="contents", title="The workbook's sections", order=12, blocks=blocks)
