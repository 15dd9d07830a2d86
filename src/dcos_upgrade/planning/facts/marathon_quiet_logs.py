"""Whether Marathon or Mesos log less than informational messages."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import masters
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import marathon_environment, mesos_flags
from dcos_upgrade.probes.marathon_environment import MarathonEnvironment

LESS = frozenset({"warn", "warning", "error", "fatal", "off"})


def read(situation: Situation) -> Reading:
    """One that does is enough; that none does has to be said by all of them."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    said = list(_said(situation.snapshot))
    if any(each.value for each in said):
        return True
    silent = next((each.unknown for each in said if each.value is None), "" if said else "there is no master")
    return Unknown(silent) if silent else False


def _said(snapshot: Snapshot) -> Iterator[Observed[bool]]:
    for node in masters(snapshot):
        yield snapshot.fact(mesos_flags.PROBE, node.id).map(lambda seen: seen.logs_less)
        yield snapshot.fact(marathon_environment.PROBE, node.id).map(_less)


def _less(seen: MarathonEnvironment) -> bool:
    """Marathon is informational unless it was told otherwise."""
    return seen.values.get("logging_level", "info").lower() in LESS


FACT = Fact(
    name="marathon.quiet-logs",
    title="Whether Marathon or Mesos log less than informational messages",
    source="workbook, 'Marathon Monitoring Before Upgrade'; Mesos /flags, /var/lib/dcos/marathon/environment",
    typed=Typed(kind=Kind.FLAG),
    read=read,
    probes=(marathon_environment.PROBE.id, mesos_flags.PROBE.id),
)
