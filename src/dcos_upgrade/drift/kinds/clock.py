"""How far each node's clock is from the one that asked. The answer takes its time, so a few seconds are noise."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import NOT_ASKED, Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import clock

NOISE = 5.0
"""Seconds."""


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    for node in between.subjects(clock.PROBE):
        seen = side.fact(clock.PROBE, node)
        if seen.value is None or seen.time is None:
            yield Line(node, unknown=seen.unknown or NOT_ASKED)
        else:
            yield Line(node, node, "clock", f"{seen.value - seen.time.timestamp():+.1f} s")


def judge(met: Meeting, between: Between) -> Judged:
    if abs(_seconds(met.after)) <= max(NOISE, abs(_seconds(met.before))):
        return expected(f"no further from ours than before, or than {NOISE:g} s")
    return unexpected(f"it is further from ours than before, and than {NOISE:g} s")


def _seconds(value: str | None) -> float:
    return float((value or "0").removesuffix(" s"))


DRIFT_KIND = DriftKind(
    id="clock",
    title="Distance of each node's clock from ours",
    source="workbook, 'Pre-Upgrade Checklist' (NTP); date",
    expects="up to 5 s, and what is no further from ours than before",
    probes=(clock.PROBE.id,),
    lines=lines,
    judge=judge,
)
