"""Whether ZooKeeper still uses /var/lib/zookeeper."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import masters
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import exhibitor_configuration


def read(situation: Situation) -> Reading:
    """One master that does is enough; that none does has to be said by all of them."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    seen = [snapshot.fact(exhibitor_configuration.PROBE, node.id) for node in masters(snapshot)]
    if any(each.value.old_directory for each in seen if each.value is not None):
        return True
    silent = next((each.unknown for each in seen if each.value is None), "" if seen else "there is no master")
    return Unknown(silent) if silent else False


FACT = Fact(
    name="exhibitor.old-directory",
    title="Whether ZooKeeper still uses /var/lib/zookeeper",
    source="workbook, 'Things to Fix Before an Upgrade' 1; Exhibitor v1 config/get-state",
    typed=Typed(kind=Kind.FLAG),
    read=read,
    probes=(exhibitor_configuration.PROBE.id,),
)
