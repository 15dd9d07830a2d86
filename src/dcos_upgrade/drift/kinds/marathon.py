"""The root Marathon: its version, and the framework id that all its tasks hang on."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected
from dcos_upgrade.drift.pair import any_master
from dcos_upgrade.drift.row import Line
from dcos_upgrade.probes import marathon_info

SUBJECT, VERSION, FRAMEWORK = "root Marathon", "version", "framework id"
_NONE_YET = "Marathon does not say it: it has not registered"


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    seen = any_master(side, marathon_info.PROBE)
    if seen.value is None:
        yield Line(CLUSTER, unknown=seen.unknown)
        return
    framework = seen.value.framework_id
    yield Line(CLUSTER, SUBJECT, VERSION, seen.value.version)
    yield Line(CLUSTER, SUBJECT, FRAMEWORK, framework or "", "" if framework else _NONE_YET)


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.what == FRAMEWORK:
        return unexpected("under another framework id Marathon is another framework, without its tasks")
    before, now = marathon_numbers(met.before or ""), marathon_numbers(met.after or "")
    if before is None or now is None:
        return not_known("what Marathon says is no version")
    if between.cluster is None:
        return not_known("no node says its release on both sides")
    if now < before:
        return unexpected("a Marathon never goes back")
    if not between.hop:
        return unexpected(f"no release has changed, all are at {between.cluster.target} or before it")
    return _to(now, between.cluster.target)


def _to(now: tuple[int, int, int], target: Version) -> Judged:
    own = catalog.own()
    ships = own.release(target).components.get("marathon") if own.has(target) else None
    wanted = marathon_numbers(ships) if ships else None
    if wanted is None:
        return not_known(f"the catalog does not know the Marathon of {target}")
    if now[:2] == wanted[:2]:
        return expected(f"the catalog has {ships} for {target}")
    return unexpected(f"the catalog has {ships} for {target}")


DRIFT_KIND = DriftKind(
    id="marathon",
    title="Version and framework id of the root Marathon",
    source="workbook, 'Marathon Health Check'; Marathon /v2/info, 1.4 to 1.11; the catalog's Marathon of each release",
    expects="the version rises to the minor that the catalog has for the new release",
    probes=(marathon_info.PROBE.id,),
    lines=lines,
    judge=judge,
)
