"""The way that was planned, and every way that was refused, with rule, reason and source."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.render.document.blocks import Block, Cell, Facts, Heading, Paragraph, Route, Section, Table
from dcos_upgrade.render.document.cells import code, moment, nothing, plain, span
from dcos_upgrade.usecases.workbook.model import HopRow, Workbook


def blocks(workbook: Workbook) -> Iterator[Block]:
    yield Route(stops=workbook.route)
    yield Facts(
        rows=(
            ("Plan date", plain(workbook.on.isoformat())),
            ("Policy", plain(workbook.policy)),
            ("Plan digest", code(workbook.plan_digest)),
            ("Audit of the plan", plain(workbook.audit)),
            ("Catalog digest", code(workbook.catalog_digest)),
            ("Cluster id", code(workbook.cluster_id)),
        )
    )
    if workbook.notes:
        yield Heading(text="Notes of the plan")
    for note in workbook.notes:
        yield Paragraph(text=note)
    yield Heading(text="Hops")
    yield Table(
        head=("Hop", "Kind", "Bound", "Completed", "Took", "Script", "SHA-256", "Packages"),
        rows=tuple(_hop(hop) for hop in workbook.hops),
        empty="The route has no hop: the cluster is at its target.",
    )
    yield Heading(text="Refused steps")
    yield Table(
        head=("From", "To", "Rule", "Reason", "Source"),
        rows=tuple(_refusal(refusal) for refusal in workbook.refusals),
        empty="No step was refused.",
    )


def _hop(hop: HopRow) -> tuple[Cell, ...]:
    return (
        plain(f"{hop.source} → {hop.target}"),
        plain(hop.kind),
        moment(hop.began),
        moment(hop.ended),
        span(hop.began, hop.ended),
        code(hop.script_url),
        code(hop.script_sha256),
        plain(str(len(hop.packages))) if hop.packages else nothing(),
    )


def _refusal(refusal: Refusal) -> tuple[Cell, ...]:
    return (
        plain(refusal.source_release),
        plain(refusal.target_release),
        code(refusal.rule),
        plain(refusal.reason),
        plain(refusal.source),
    )


SECTION = Section(id="route", title="Route", order=30, blocks=blocks)
