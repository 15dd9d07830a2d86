"""The flags of a Mesos process; credentials in them are replaced before anything is kept."""

from __future__ import annotations

from dcos_upgrade.probes import agent_flags, mesos_flags
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import only

OF_AGENTS = frozenset({"containerizers", "isolation", "recover", "executor_registration_timeout"})


def read(content: Content) -> Said:
    """An agent is told by the flags that only agents have."""
    flags = content.keys["flags"]
    of_agent = isinstance(flags, dict) and bool(OF_AGENTS & flags.keys())
    return fact(agent_flags.PROBE if of_agent else mesos_flags.PROBE)(content)


KIND = Kind(
    id="mesos-flags",
    title="Flags of a Mesos process",
    source="Mesos /flags, 0.22 to 1.11",
    recognise=only("flags"),
    read=read,
)
