"""Whether the live generation of each node is whole, or its swap was broken off."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import swap_leftovers

WHOLE = "whole"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(
        side,
        between,
        swap_leftovers.PROBE,
        lambda seen: [("live generation", WHOLE if seen.complete else "not whole")],
    )


def judge(met: Meeting, between: Between) -> Judged:
    if met.after == WHOLE:
        return expected("its swap has ended since")
    return unexpected("a swap is under way or was broken off")


DRIFT_KIND = DriftKind(
    id="swap",
    title="Whether each node's live generation is whole",
    source="pkgpanda activate, 1.9 to 2.2",
    expects="a swap has ended",
    probes=(swap_leftovers.PROBE.id,),
    lines=lines,
    judge=judge,
)
