"""registrar/log/recovered of each master; 1 is right."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import masters, of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mesos_metrics


def read(situation: Situation) -> Reading:
    return of_each(situation, mesos_metrics.PROBE, lambda fact: fact.registrar_log_recovered, masters)


FACT = Fact(
    name="master.log-recovered",
    title="registrar/log/recovered of each master; 1 is right",
    source="workbook, 'Mesos Master Health Check'; /metrics/snapshot",
    typed=Typed(kind=Kind.NUMBER, domain="master"),
    read=read,
    probes=(mesos_metrics.PROBE.id,),
)
