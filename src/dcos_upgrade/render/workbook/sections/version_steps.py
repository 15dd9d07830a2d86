"""Version-specific steps and risks of each hop, with who saw to each and the pages that tell of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.catalog.knowledge import Means
from dcos_upgrade.catalog.links import Link
from dcos_upgrade.planning.hop_knowledge import HopKnowledge, JudgedStep
from dcos_upgrade.planning.judged import JudgedRisk
from dcos_upgrade.render.document.blocks import Block, Cell, Heading, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import plain
from dcos_upgrade.render.workbook.sections.checks import NOT_KNOWN
from dcos_upgrade.usecases.workbook.model import Workbook

BY = {Means.AUTOMATIC: "the run does it", Means.CHECKED: "a check sees to it", Means.ACKNOWLEDGED: "a person says so"}
NEEDED = {True: ("asked for", Tone.PLAIN), False: ("not needed", Tone.FAINT), None: ("perhaps", Tone.WARN)}
APPLIES = {True: ("applies", Tone.BAD), False: ("does not apply", Tone.FAINT), None: ("unknown", Tone.WARN)}


def blocks(workbook: Workbook) -> Iterator[Block]:
    if workbook.before is None:
        yield Paragraph(text=NOT_KNOWN)
        return
    yield Paragraph(
        text="Judged over the snapshot from before the run; before each later hop the grave risks were judged anew."
    )
    for hop in workbook.before.hops:
        yield from _hop(hop, workbook.before.links)


def _hop(hop: HopKnowledge, links: Mapping[str, Link]) -> Iterator[Block]:
    yield Heading(text=f"Hop {hop.hop}: {hop.source} → {hop.target}")
    yield Table(
        caption=f"Steps of {hop.target}",
        head=("When", "Step", "Here", "Seen to by", "Shown by", "Pages"),
        rows=tuple(_step(each, links) for each in hop.steps),
        empty="The catalog asks for none.",
    )
    yield Table(
        caption=f"Risks of {hop.source} → {hop.target}",
        head=("Risk", "Severity", "Here", "Because", "To do"),
        rows=tuple(_risk(each) for each in hop.risks),
        empty="The catalog knows of none.",
    )


def _step(each: JudgedStep, links: Mapping[str, Link]) -> tuple[Cell, ...]:
    step = each.step
    pages = (links[name] for name in step.links if name in links)
    told = (f"{link.address or link.path}{' (gone from there)' if link.gone else ''}" for link in pages)
    return (
        plain(str(step.at).replace("-", " ")),
        plain(f"{step.title} ({step.id})"),
        plain(*NEEDED[each.truth.holds]),
        plain(f"{BY[step.how]}: {step.by}"),
        plain(step.verify),
        plain("; ".join(told)),
    )


def _risk(each: JudgedRisk) -> tuple[Cell, ...]:
    risk = each.risk
    return (
        plain(f"{risk.title} ({risk.id})"),
        plain(str(risk.severity)),
        plain(*APPLIES[each.truth.holds]),
        plain("; ".join(each.truth.because)),
        plain(risk.remedy),
    )


SECTION = Section(id="version-steps", title="Version-specific steps and risks", order=37, blocks=blocks)
