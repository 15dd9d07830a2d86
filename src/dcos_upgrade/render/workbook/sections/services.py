"""The Marathons of a run: old ones held back, and those on Marathon that were brought along."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.document.blocks import Block, Cell, Heading, Paragraph, Section, Table, Tone
from dcos_upgrade.render.document.cells import code, digests, moment, nothing, plain, span
from dcos_upgrade.usecases.workbook.model import HeldBack, ServiceRow, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Heading(text="Old Marathons held back")
    yield Paragraph(
        text="Once a new Marathon has led, one of the old release must not lead again. It is stopped on masters that are still old, "
        "until their own step."
    )
    yield Table(
        head=("Hop", "Master", "Held back", "Seen stopped", "Let go", "Lasted"),
        rows=tuple(_held(each) for each in workbook.held_back),
        empty="No Marathon was held back.",
    )
    yield Heading(text="Service Marathons")
    yield Table(
        head=("Hop", "App", "From", "To", "Began", "Deployment", "Verified", "Trouble", "Framework id", "Evidence"),
        rows=tuple(_service(each) for each in workbook.services),
        empty="The plan knows of no Marathon that runs on Marathon.",
    )


def _held(each: HeldBack) -> tuple[Cell, ...]:
    return (
        plain(str(each.hop + 1)),
        plain(each.node),
        moment(each.held),
        moment(each.stopped),
        moment(each.let_go) if each.let_go else plain("not yet", Tone.WARN),
        span(each.held, each.let_go),
    )


def _service(each: ServiceRow) -> tuple[Cell, ...]:
    return (
        plain(str(each.hop + 1)),
        plain(each.app),
        plain(each.source),
        plain(each.target),
        moment(each.began) if each.changed else nothing("stays as it is"),
        code(each.deployment),
        moment(each.verified) if each.verified else plain("not verified", Tone.WARN),
        plain(each.not_yet, Tone.WARN),
        code(each.framework_id),
        digests(each.evidence),
    )


SECTION = Section(id="services", title="Marathons", order=52, blocks=blocks)
