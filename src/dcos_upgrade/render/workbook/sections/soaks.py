"""What was watched after each wave, and what disturbed it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import digests, moment, plain, span
from dcos_upgrade.usecases.workbook.model import Disturbance, SoakRow, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Paragraph(
        text="After each wave nothing is looked at for a while; then the cluster must stay as well as it was before the run, "
        "without a break. A look that is not good starts that time again."
    )
    yield Table(
        head=("Hop", "Stage", "Wave", "Began", "Watched from", "Good looks", "Disturbed", "Lasted"),
        rows=tuple(_row(each) for each in workbook.soaks),
        empty="No wave has come to its soak.",
    )
    yield Table(
        caption="What disturbed a soak",
        head=("Stage", "Wave", "Time", "Lasted", "Why", "Evidence"),
        rows=tuple(_disturbance(soak, each) for soak in workbook.soaks for each in soak.disturbances),
        empty="Nothing did.",
    )


def _row(each: SoakRow) -> tuple[Cell, ...]:
    times = len(each.disturbances)
    return (
        plain(str(each.hop + 1)),
        plain(each.stage),
        plain(each.wave),
        moment(each.began),
        moment(each.watched),
        plain(str(each.good)),
        plain(f"{times} times" if times != 1 else "once", Tone.WARN) if times else plain("no"),
        span(each.began, each.ended) if each.ended else plain("not over", Tone.WARN),
    )


def _disturbance(soak: SoakRow, each: Disturbance) -> tuple[Cell, ...]:
    return (
        plain(soak.stage),
        plain(soak.wave),
        moment(each.time),
        span(each.time, each.until) if each.until else plain("to the end", Tone.WARN),
        plain(each.why),
        digests(each.evidence),
    )


SECTION = Section(id="soaks", title="Soaks", order=45, blocks=blocks)
