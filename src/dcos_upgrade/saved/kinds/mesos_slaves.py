"""The agents as a Mesos master lists them."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import has


def read(content: Content) -> Said:
    one = told(mesos_slaves.PROBE, content)
    assert isinstance(one.value, mesos_slaves.MesosSlaves)
    return Said(facts=(one,), agents=one.value.slaves)


KIND = Kind(
    id="mesos-slaves",
    title="Agents as the leading Mesos master lists them",
    source="Mesos /slaves, 1.2 to 1.11",
    recognise=has("slaves", without=("frameworks",)),
    read=read,
)
