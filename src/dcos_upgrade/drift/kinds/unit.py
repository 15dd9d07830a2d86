"""The units that each node wants, and whether each is well. Between minors units are renamed and left out."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Minor
from dcos_upgrade.drift.between import Between, Move
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import units
from dcos_upgrade.probes.units import Unit, Units

WELL = "well"
LEFT_OUT = {
    "dcos-3dt": Minor(1, 10),
    "dcos-epmd": Minor(1, 11),
    "dcos-spartan": Minor(1, 11),
    "dcos-spartan-watchdog": Minor(1, 11),
    "dcos-minuteman": Minor(1, 11),
    "dcos-navstar": Minor(1, 11),
    "dcos-signal": Minor(1, 11),
    "dcos-metrics-master": Minor(1, 12),
    "dcos-metrics-agent": Minor(1, 12),
    "dcos-oauth": Minor(1, 13),
    "dcos-history": Minor(2, 1),
}
"""The minor from which on a unit is not there any more, by its name without the type (open source tags 1.9 to 2.2)."""


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, units.PROBE, _values)


def _values(seen: Units) -> Iterator[Value]:
    yield from ((f"unit {name}", _state(unit)) for name, unit in seen.units.items())


def _state(unit: Unit) -> str:
    """Running and at rest after its work are one thing here: which of them it is changes from minute to minute."""
    return WELL if unit.well else str(unit)


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.before is not None and met.after is not None:
        return expected("it has recovered") if met.after == WELL else unexpected(f"it is {met.after}")
    move = between.move(met.scope)
    if move is None:
        return not_known(f"the release of {met.scope} is not known on both sides")
    if met.after is None:
        return _gone(met.what.removeprefix("unit "), move)
    if met.after != WELL:
        return unexpected(f"it is new and {met.after}")
    return expected(f"it came with {move.target}") if move.rose else unexpected("it is new without a new release")


def _gone(unit: str, move: Move) -> Judged:
    since = LEFT_OUT.get(unit.rpartition(".")[0])
    if since is not None and move.source.minor < since <= move.target.minor:
        return expected(f"from {since} on there is no such unit")
    return unexpected(f"it is not wanted any more, which {move.target} is not known to do")


DRIFT_KIND = DriftKind(
    id="unit",
    title="Units that dcos.target wants on each node",
    source="workbook, 'Node Validation'; unit files of the open source tags 1.9 to 2.2",
    expects="new ones come with a new release, those that a minor renamed or left out go with it, and failed ones recover",
    probes=(units.PROBE.id,),
    lines=lines,
    judge=judge,
)
