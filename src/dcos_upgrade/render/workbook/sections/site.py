"""What the site's own steps answered, where, and how long they took."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Section, Table, Tone
from dcos_upgrade.render.document.cells import moment, nothing, plain
from dcos_upgrade.usecases.workbook.model import SiteRow, Workbook

TONES = {"proceed": Tone.GOOD, "hold": Tone.WARN, "fail": Tone.BAD}


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Table(
        head=("Time", "Hop", "At", "Node", "Step", "Answer", "Why", "Took", "What it said"),
        rows=tuple(_row(row) for row in workbook.site),
        empty="The plan has no steps of the site's own, or none was asked yet.",
    )


def _row(row: SiteRow) -> tuple[Cell, ...]:
    return (
        moment(row.time),
        plain(str(row.hop + 1)),
        plain(row.point),
        plain(row.subject),
        plain(row.name),
        plain(row.decision, TONES.get(row.decision, Tone.PLAIN)),
        plain(row.why) if row.why else nothing("no reason"),
        nothing("unknown") if row.seconds is None else plain(f"{row.seconds:.0f} s"),
        plain("\n".join(row.said)) if row.said else nothing("nothing"),
    )


SECTION = Section(id="site", title="The site's own steps", order=64, blocks=blocks)
