"""Grave risks: what stood before each hop, and what people took by name, why and until when."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table
from dcos_upgrade.render.document.cells import code, moment, nothing, plain
from dcos_upgrade.usecases.accepting import AcceptedRisk, Standing
from dcos_upgrade.usecases.workbook.model import StandingRow, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="Before each hop the catalog's grave risks were held against what the cluster said then. No hop begins while one stands "
        "that nobody has taken by name; what nobody knows stands."
    )
    yield Table(
        head=("Hop", "Judged", "Risk", "What it is", "Why it stands", "Taken by"),
        rows=tuple(_stood(row) for row in workbook.standing),
        empty="No hop was judged yet.",
    )
    yield Table(
        head=("Risk", "Hops", "Taken", "By", "Why", "Until", "Now"),
        rows=tuple(_taken(each) for each in workbook.accepted),
        empty="Nobody took a risk.",
    )


def _stood(row: StandingRow) -> tuple[Cell, ...]:
    if row.risk is None:
        return plain(row.hop), moment(row.time), nothing("none stood"), plain(""), plain(""), plain("")
    why = "; ".join(row.risk.why)
    return (
        plain(row.hop),
        moment(row.time),
        code(row.risk.id),
        plain(row.risk.message),
        plain(f"not known: {why}" if row.risk.unknown else why),
        plain(row.by) if row.by else nothing("nobody"),
    )


def _taken(each: AcceptedRisk) -> tuple[Cell, ...]:
    now = "in force" if each.standing is Standing.IN_FORCE else "expired"
    return (
        code(each.id),
        plain(", ".join(each.hops)),
        moment(each.said),
        plain(each.by),
        plain(each.reason),
        plain(each.until.isoformat()),
        plain(now),
    )


SECTION = Section(id="accepted", title="Risks that stood, and who took them", order=63, blocks=blocks)
