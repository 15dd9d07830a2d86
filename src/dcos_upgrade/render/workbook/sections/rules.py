"""The workbook's questions and rules, as they stand for each hop of this run."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.planning.policy import RuleOnHops, on_hops
from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import plain
from dcos_upgrade.render.workbook.sections.checks import NOT_KNOWN
from dcos_upgrade.usecases.workbook.model import Before, Workbook

SAID: tuple[tuple[bool | None, str, Tone], ...] = (
    (True, "to be heeded", Tone.WARN),
    (None, "cannot be judged", Tone.WARN),
    (False, "nothing against it", Tone.GOOD),
)


def blocks(workbook: Workbook) -> Iterator[Block]:
    if workbook.before is None:
        yield Paragraph(text=NOT_KNOWN)
        return
    yield from _blocks(workbook.before)


def _blocks(before: Before) -> Iterator[Block]:
    yield Paragraph(
        text="Each rule once for what it says, with the hops of which it says so. The run did not begin against one that refuses; "
        "what a rule cannot judge is not what has nothing against it."
    )
    rows = [_row(each, said, tone) for holds, said, tone in SAID for each in on_hops(before.rules, holds)]
    yield Table(
        caption="Rules of the workbook",
        head=("Rule", "Hops", "Here", "Because", "Source"),
        rows=tuple(rows),
        empty="This plan has no hop to judge.",
        named=True,
    )


def _row(each: RuleOnHops, said: str, tone: Tone) -> tuple[Cell, ...]:
    return (
        plain(f"{each.rule.title} ({each.rule.id})"),
        plain(", ".join(str(hop) for hop in each.hops)),
        plain(said, tone),
        plain("; ".join(each.truth.because)),
        plain("; ".join(each.rule.sources)),
    )


SECTION = Section(id="rules", title="Questions and rules", order=32, blocks=blocks)
