"""Two snapshots compared row by row, and each difference judged by its kind for the hop between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.seal import REDACTED, apart
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift import kinds
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Expectation, Judged, JudgedDifference, Meeting, not_known
from dcos_upgrade.drift.meet import meet
from dcos_upgrade.drift.projection import rows
from dcos_upgrade.drift.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``differences`` with those first that are unexpected; ``unknown`` apart.

    ``compared`` counts what both sides know by having asked; the list of nodes alone says nothing of a cluster.

    ``source`` and ``target`` are the newest release on each side, empty where no node says it.
    """

    differences: tuple[JudgedDifference, ...]
    unknown: tuple[JudgedDifference, ...]
    compared: int
    source: str = ""
    target: str = ""

    @property
    def unexpected(self) -> tuple[JudgedDifference, ...]:
        return tuple(each for each in self.differences if each.verdict is Expectation.UNEXPECTED)

    @property
    def expected(self) -> tuple[JudgedDifference, ...]:
        return tuple(each for each in self.differences if each.verdict is Expectation.EXPECTED)


def compare_snapshots(before: Snapshot, after: Snapshot, known: Mapping[str, DriftKind] | None = None) -> Comparison:
    """The hop is read from both. ``known`` are the kinds by id, in their order; all of them unless it is said otherwise."""
    between = Between(before=before, after=after)
    known = kinds.discover() if known is None else known
    old, new = (rows(side, between, known.values()) for side in between.sides)
    told: dict[Expectation, list[JudgedDifference]] = {verdict: [] for verdict in Expectation}
    compared = 0
    for kind, each in judge_rows(old, new, between, known):
        if each is not None:
            told[each.verdict].append(each)
        if kind.probes and (each is None or each.verdict is not Expectation.UNKNOWN):
            compared += 1
    return Comparison(
        differences=(*told[Expectation.UNEXPECTED], *told[Expectation.EXPECTED]),
        unknown=tuple(told[Expectation.UNKNOWN]),
        compared=compared,
        source=str(between.cluster.source) if between.cluster else "",
        target=str(between.cluster.target) if between.cluster else "",
    )


def exit_code(comparison: Comparison) -> ExitCode:
    """FINDINGS when anything is unexpected; UNKNOWN when there was nothing that could be compared; else DONE."""
    if comparison.unexpected:
        return ExitCode.FINDINGS
    return ExitCode.DONE if comparison.compared else ExitCode.UNKNOWN


def judge_rows(
    before: Iterator[Row], after: Iterator[Row], between: Between, known: Mapping[str, DriftKind]
) -> Iterator[tuple[DriftKind, JudgedDifference | None]]:
    """One answer of a kind for each row of either side, in their order; None for what does not differ."""
    for old, new in meet(before, after):
        row = old or new
        assert row is not None  # meet never yields a pair of nothing
        kind = known[row.kind]
        if old == new and not row.unknown and REDACTED not in row.value and not kind.judges_equal:
            yield kind, None
            continue
        if why := _unknown(old, new):
            yield kind, _said(row, None, None, not_known(why))
            continue
        met = Meeting(
            scope=row.scope,
            subject=row.subject,
            what=row.what,
            before=old.value if old else None,
            after=new.value if new else None,
        )
        judged = kind.judge(met, between)
        yield kind, _said(row, met.before, met.after, judged) if judged else None


def _unknown(old: Row | None, new: Row | None) -> str:
    """Why one side does not know; empty when both do."""
    before, after = (row.unknown if row is not None else "" for row in (old, new))
    if before and before == after:
        return f"on both sides: {before}"
    if old is not None and new is not None and (why := apart(old.value, new.value)):
        return why
    return "; ".join(f"{name}: {why}" for name, why in (("before", before), ("after", after)) if why)


def _said(row: Row, before: str | None, after: str | None, judged: Judged) -> JudgedDifference:
    return JudgedDifference(
        kind=row.kind,
        subject=row.subject or row.scope,
        what=row.what or row.kind,
        before=before or "",
        after=after or "",
        verdict=judged.verdict,
        why=judged.why,
    )
