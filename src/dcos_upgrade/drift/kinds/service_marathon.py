"""Every service Marathon under its framework id, connected, and not older than it was."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import service_marathons

FRAMEWORK, VERSION = "framework id", "version"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    seen = side.fact(service_marathons.PROBE, CLUSTER)
    if seen.value is None:
        yield Line(CLUSTER, unknown=seen.unknown or "nothing was asked")
        return
    for row in seen.value.known:
        subject = row.app or row.framework or str(row.framework_id)
        if row.framework_id:
            yield Line(CLUSTER, subject, FRAMEWORK, row.framework_id)
            yield Line(CLUSTER, subject, VERSION, row.version or "", "" if row.version else row.why)
    for silent in seen.value.silent:
        yield Line(CLUSTER, silent, FRAMEWORK, unknown="nobody can say whether it is a Marathon")


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.before is None or met.after is None:
        if met.what == VERSION:
            return None
        return expected("it was made since") if met.before is None else unexpected("its framework is gone")
    if met.what == FRAMEWORK:
        return unexpected("under another framework id it is another framework, without its tasks")
    before, now = marathon_numbers(met.before), marathon_numbers(met.after)
    if before is None or now is None:
        return not_known("what it says is no version")
    return unexpected("a Marathon never goes back") if now < before else expected("it was upgraded meanwhile")


DRIFT_KIND = DriftKind(
    id="service-marathon",
    title="Service Marathons by framework id, and their versions",
    source="workbook, 'Health of Service Marathon (MoM)'; Marathon /v2/info, 1.4 to 1.11",
    expects="a newer version, and one that was made since",
    probes=(service_marathons.PROBE.id,),
    lines=lines,
    judge=judge,
)
