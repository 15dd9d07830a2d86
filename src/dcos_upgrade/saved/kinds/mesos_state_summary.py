"""A Mesos master's short account."""

from __future__ import annotations

from dcos_upgrade.probes.mesos_summary import SUMMARY, MesosSummary
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import has


def read(content: Content) -> Said:
    """Raises Unreadable where an agent is listed twice: nobody can say which of the two is meant."""
    one = told(SUMMARY, content)
    assert isinstance(one.value, MesosSummary)
    return Said(facts=(one,), agents=one.value.slaves)


KIND = Kind(
    id="mesos-state-summary",
    title="Short account of a Mesos master",
    source="Mesos /state-summary, 0.23 to 1.11",
    recognise=has("slaves", "frameworks", "hostname", without=("version",)),
    read=read,
)
