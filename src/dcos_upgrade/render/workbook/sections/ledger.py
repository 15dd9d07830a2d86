"""What the run has put on nodes and into the cluster, and what has become of each thing."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.engine.ledger import Item, ItemState
from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, moment, nothing, plain
from dcos_upgrade.usecases.workbook.model import Workbook

TONES = {ItemState.THERE: Tone.WARN, ItemState.UNDONE: Tone.GOOD, ItemState.KEPT: Tone.PLAIN}


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="There: to be undone yet, or still under way. Undone: taken away again. Kept: it stays on purpose, and the reason is "
        "beside it. Whether the cluster agrees: dcos-upgrade leftovers."
    )
    yield Table(
        head=("What", "Where", "Thing", "Since", "Until", "State", "Why"),
        rows=tuple(_row(item) for item in workbook.ledger),
        empty="Nothing was put on a node or into the cluster.",
    )


def _row(item: Item) -> tuple[Cell, ...]:
    return (
        code(str(item.kind)),
        plain(item.where),
        plain(item.what),
        moment(item.since),
        moment(item.until) if item.until else nothing(),
        plain(str(item.state), TONES[item.state]),
        plain(item.why),
    )


SECTION = Section(id="ledger", title="Ledger: what was laid down", order=65, blocks=blocks)
