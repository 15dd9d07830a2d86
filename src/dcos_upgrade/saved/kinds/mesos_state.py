"""The whole state of a Mesos master, 0.19 to 1.11."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_state
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import has
from dcos_upgrade.saved.placing import master_at


def read(content: Content) -> Said:
    """The master named as leader is one, whatever ``hostname`` says; a recovered agent that is listed too is one agent."""
    one = told(mesos_state.PROBE, content)
    state = one.value
    assert isinstance(state, mesos_state.MesosState)
    masters = tuple(filter(None, map(master_at, (state.leader, state.pid))))
    return Said(facts=(one,), masters=masters, agents=state.slaves)


KIND = Kind(
    id="mesos-state",
    title="State of a Mesos master",
    source="Mesos /state and /state.json, 0.19 to 1.11",
    recognise=has("slaves", "frameworks", "version"),
    read=read,
)
