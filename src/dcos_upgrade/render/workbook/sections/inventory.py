"""Every node of the inventory with its release before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, nothing, plain
from dcos_upgrade.usecases.workbook.model import NodeRow, Workbook

HEAD = ("Node", "Address", "Role", "Rack", "Release before", "after", "Mesos before", "after", "Agent id")


def blocks(workbook: Workbook) -> Iterator[Block]:
    roles = Counter(node.role.replace("_", " ") for node in workbook.nodes)
    racks = sorted({node.rack for node in workbook.nodes if node.rack})
    told = ", ".join(f"{count} × {role}" for role, count in roles.items())
    where = f" in the racks {', '.join(racks)}" if racks else ""
    yield Paragraph(text=f"{told}{where}. What is not known is said to be unknown.")
    yield Table(
        head=HEAD, rows=tuple(_row(node, workbook.target) for node in workbook.nodes), empty="The inventory is empty."
    )


def _row(node: NodeRow, target: str) -> tuple[Cell, ...]:
    return (
        plain(node.id + (" (critical)" if node.critical else "")),
        code(node.address),
        plain(node.role.replace("_", " ")),
        plain(node.rack),
        _known(node.release_before),
        _after(node.release_after, target),
        _known(node.mesos_before),
        _known(node.mesos_after),
        code(node.agent_id),
    )


def _known(text: str) -> Cell:
    return plain(text) if text else nothing("unknown")


def _after(release: str, target: str) -> Cell:
    if not release:
        return nothing("unknown")
    return plain(release, Tone.GOOD) if release == target else plain(f"{release} (not {target})", Tone.WARN)


SECTION = Section(id="inventory", title="Inventory", order=20, blocks=blocks)
