"""Share of ZooKeeper's open files of those that it may open, 0 to 1."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import masters, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import zookeeper_mntr
from dcos_upgrade.probes.zookeeper_mntr import Mntr


def _share(fact: Mntr) -> float | None:
    return fact.open_files / fact.max_files if fact.open_files is not None and fact.max_files else None


def read(situation: Situation) -> Reading:
    return of_each(situation, zookeeper_mntr.PROBE, _share, masters)


FACT = Fact(
    name="master.open-files-share",
    title="Share of ZooKeeper's open files of those that it may open, 0 to 1",
    source="workbook, 'While the Upgrade is in Progress' 1; ZooKeeper, mntr",
    typed=Typed(kind=Kind.NUMBER, domain="master"),
    read=read,
    probes=(zookeeper_mntr.PROBE.id,),
)
