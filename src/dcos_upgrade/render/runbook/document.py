"""The chapters of a runbook: what is signed first, then the lines in their order, then what they refer to."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Chapter, Document, Heading, Listing, Paragraph, Table, Tone
from dcos_upgrade.render.document.cells import SHORT, code, nothing, plain, stamp
from dcos_upgrade.render.runbook.opening import opening
from dcos_upgrade.render.runbook.references import doors, files, looks, machines, stops
from dcos_upgrade.usecases.runbook.model import HopPages, Line, Part, Runbook

HEAD = ("No", "On", "What", "Does", "Command or request", "Note")


def document(runbook: Runbook) -> Document:
    plan = runbook.plan
    return Document(
        title=f"Runbook: DC/OS upgrade of {plan.cluster}, {plan.source} → {plan.target}",
        about=(
            Cell(text="Plan"),
            Cell(text=plan.digest[:SHORT], code=True, full=plan.digest),
            Cell(text=f"· made {stamp(runbook.made)} by dcos-upgrade {runbook.tool_version}"),
        ),
        tool_version=runbook.tool_version,
        chapters=tuple(_chapters(runbook)),
    )


def _chapters(runbook: Runbook) -> Iterator[Chapter]:
    yield Chapter(id="sign", title="What is signed", blocks=tuple(opening(runbook)))
    yield Chapter(id="doors", title="Doors without a way back", blocks=tuple(doors(runbook)))
    yield Chapter(id="start", title=runbook.start.title, blocks=tuple(_part(runbook.start, headed=False)))
    for hop in runbook.hops:
        title = f"Hop {hop.number + 1}: {hop.source} → {hop.target}"
        yield Chapter(id=f"hop-{hop.number + 1}", title=title, blocks=tuple(_hop(hop)))
    yield Chapter(id="end", title=runbook.end.title, blocks=tuple(_part(runbook.end, headed=False)))
    yield Chapter(id="stops", title="When it stops by itself", blocks=tuple(stops(runbook)))
    for number, part in enumerate(runbook.rare):
        yield Chapter(id=f"rare-{number + 1}", title=part.title, blocks=tuple(_part(part, headed=False)))
    yield Chapter(id="looks", title="Looks: what they judge and ask", blocks=tuple(looks(runbook)))
    yield Chapter(id="machines", title="Machine by machine", blocks=tuple(machines(runbook)))
    yield Chapter(id="files", title="Files on the machines", blocks=tuple(files(runbook)))


def _hop(hop: HopPages) -> Iterator[Block]:
    numbered = "\n".join(f"{number}. {text}" for number, text in enumerate(hop.script, start=1))
    yield Listing(title=f"What the vendor's script of {hop.target} does on a node ({hop.kind})", text=numbered)
    for part in hop.parts:
        yield from _part(part)


def _part(part: Part, *, headed: bool = True) -> Iterator[Block]:
    if headed:
        yield Heading(text=part.title)
    if part.text:
        yield Paragraph(text=part.text)
    if part.lines:
        yield Table(head=HEAD, rows=tuple(_line(line) for line in part.lines), empty="")


def _line(line: Line) -> tuple[Cell, ...]:
    return (
        plain(str(line.number)),
        plain(line.on),
        plain(line.what),
        _kind(line),
        code(line.command),
        plain(line.note),
    )


def _kind(line: Line) -> Cell:
    if line.effect:
        return plain("writes", Tone.WARN)
    return nothing("reads") if line.command or line.what.startswith("look") else nothing()
