"""Each server of ZooKeeper: whether it serves, and its version."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift.between import Between
from dcos_upgrade.drift.drift_kind import DriftKind, Value, of_nodes
from dcos_upgrade.drift.judged import Judged, Meeting, expected, unexpected
from dcos_upgrade.drift.row import Line
from dcos_upgrade.drift.same import with_release
from dcos_upgrade.probes import zookeeper_srvr
from dcos_upgrade.probes.zookeeper_srvr import NOT_SERVING, Srvr

STATE, VERSION = "ZooKeeper", "ZooKeeper version"
_VERSION = with_release("ZooKeeper's version")


def lines(side: Snapshot, between: Between) -> Iterator[Line]:
    yield from of_nodes(side, between, zookeeper_srvr.PROBE, _values)


def _values(seen: Srvr) -> Iterator[Value]:
    yield STATE, NOT_SERVING if seen.mode == NOT_SERVING else "serving"
    if seen.version:
        yield VERSION, seen.version


def judge(met: Meeting, between: Between) -> Judged | None:
    if met.what == STATE:
        return unexpected("it does not serve") if met.after == NOT_SERVING else expected("it serves again")
    return None if met.before is None or met.after is None else _VERSION(met, between)


DRIFT_KIND = DriftKind(
    id="server",
    title="ZooKeeper's servers and their versions",
    source="workbook, 'Zookeeper Health Check'; ZooKeeper 3.4, srvr",
    expects="the version changes with the node's release; a server serves again",
    probes=(zookeeper_srvr.PROBE.id,),
    lines=lines,
    judge=judge,
)
