"""What the cluster stood on before the run: support, operating systems and Docker under each hop, and what each hop brought."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.planning.foundation import Foundation, HopGround
from dcos_upgrade.planning.platform_judgement import Held, Standing
from dcos_upgrade.planning.platforms import PlatformRow
from dcos_upgrade.render.document.blocks import Block, Cell, Heading, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import nothing, plain
from dcos_upgrade.usecases.workbook.model import Workbook

TONES = {Standing.SUPPORTED: Tone.GOOD, Standing.NOT_SUPPORTED: Tone.BAD}
MET = {True: ("met", Tone.GOOD), False: ("not met", Tone.BAD), None: ("unknown", Tone.WARN)}


def blocks(workbook: Workbook) -> Iterator[Block]:
    if workbook.ground is None:
        yield Paragraph(text="Not known: the snapshot from before the run could not be read.")
        return
    yield from _ground(workbook.ground)


def _ground(ground: Foundation) -> Iterator[Block]:
    yield Table(
        caption=f"Support on {ground.on}",
        head=("Release", "Level", "Why"),
        rows=tuple((plain(str(each.release)), plain(str(each.level)), plain(each.reason)) for each in ground.support),
        empty="There is no release on the way.",
    )
    for hop in ground.hops:
        yield from _hop(hop)


def _hop(hop: HopGround) -> Iterator[Block]:
    yield Heading(text=f"{hop.source} → {hop.target}")
    yield Table(
        head=("System", "Docker", "Nodes", "Before", "After", "To upgrade first"),
        rows=tuple(_row(row) for row in hop.rows),
        empty="No node was captured.",
    )
    yield Table(
        caption="What the release asks of its machines",
        head=("Requirement", "Answer", "Why", "Command"),
        rows=tuple(
            (
                plain(each.requirement.title),
                plain(*MET[each.truth.holds]),
                plain(each.why),
                plain(each.requirement.verify),
            )
            for each in hop.requirements
        ),
        empty="Nothing.",
    )
    yield Table(
        caption="What the hop brings",
        head=("Component", "Version", "In the workbook"),
        rows=tuple(
            (
                plain(each.title),
                plain(each.version or ""),
                plain("" if each.printed is None else each.printed or "blank"),
            )
            for each in hop.brings
        ),
        empty="Nothing is known of it.",
    )


def _row(row: PlatformRow) -> tuple[Cell, ...]:
    return (
        plain(row.system),
        plain(row.docker),
        Cell(text=f"{len(row.nodes)}: {row.named}"),
        _held(row.before),
        _held(row.after),
        plain("; ".join(row.first)) if row.first else nothing(),
    )


def _held(held: Held) -> Cell:
    return plain(f"{held.standing}: {held.reason}", TONES.get(held.standing, Tone.WARN))


SECTION = Section(id="platforms", title="Operating systems and Docker", order=35, blocks=blocks)
