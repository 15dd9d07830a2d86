"""What each Mesos agent was started with: its attributes and its role in force, and whether it may change them at a restart."""

from __future__ import annotations

from dcos_upgrade.core.probe import HttpGet, Probe, Service, every_agent
from dcos_upgrade.probes.mesos_flags import MesosFlags, parse

PROBE = Probe(
    id="agent-flags",
    title="Flags of each Mesos agent",
    source="workbook, 'Appendix II' (/flags); Mesos agent /flags, 1.2 to 1.11",
    fact=MesosFlags,
    question=HttpGet(service=Service.MESOS_AGENT, path="/flags"),
    parse=parse,
    subjects=every_agent,
)
