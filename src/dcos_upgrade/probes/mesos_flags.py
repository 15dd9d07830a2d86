"""What Mesos was started with, as far as an upgrade turns on it. Flags that may hold credentials are not read."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, every_master
from dcos_upgrade.probes.reading import http_json, unreadable

LEVELS = ("INFO", "WARNING", "ERROR")

READ = frozenset(
    {
        "agent_ping_timeout",
        "agent_removal_rate_limit",
        "agent_reregister_timeout",
        "attributes",
        "authenticate_agents",
        "authenticate_frameworks",
        "authenticate_http_readonly",
        "authenticate_http_readwrite",
        "cluster",
        "containerizers",
        "default_role",
        "domain",
        "hostname",
        "logging_level",
        "max_agent_ping_timeouts",
        "quiet",
        "quorum",
        "reconfiguration_policy",
        "recover",
        "recovery_agent_removal_limit",
        "recovery_timeout",
        "registry",
        "roles",
        "strict",
        "weights",
        "work_dir",
    }
)
OLD_NAMES: Mapping[str, str] = {
    "slave_ping_timeout": "agent_ping_timeout",
    "max_slave_ping_timeouts": "max_agent_ping_timeouts",
    "slave_reregister_timeout": "agent_reregister_timeout",
    "slave_removal_rate_limit": "agent_removal_rate_limit",
    "recovery_slave_removal_limit": "recovery_agent_removal_limit",
    "authenticate_slaves": "authenticate_agents",
}
"""Names of flags until Mesos 1.0, and what they are called since."""


class MesosFlags(msgspec.Struct, frozen=True, kw_only=True):
    """Those of READ that are set, by their present name. All values are texts, numbers and truths too."""

    flags: dict[str, str]

    @property
    def logs_less(self) -> bool | None:
        """Whether informational messages are left out; None where Mesos does not say."""
        if self.flags.get("quiet") == "true":
            return True
        level = self.flags.get("logging_level")
        return None if level is None else level.upper() in LEVELS[1:]


class _Flags(msgspec.Struct, frozen=True, kw_only=True):
    flags: dict[str, str]


def parse(answer: Answer) -> MesosFlags:
    flags = http_json(answer, _Flags).flags
    if not flags:
        raise unreadable(answer, "not the answer that was asked for: a Mesos without flags")
    named = {OLD_NAMES.get(name, name): value for name, value in flags.items()}
    return MesosFlags(flags={name: value for name, value in sorted(named.items()) if name in READ})


PROBE = Probe(
    id="mesos-flags",
    title="Flags of each Mesos master",
    source="workbook, 'Appendix II' (/flags), 'Marathon Monitoring Before Upgrade' (log level); Mesos /flags, 1.2 to 1.11",
    fact=MesosFlags,
    question=HttpGet(service=Service.MESOS_MASTER, path="/flags"),
    parse=parse,
    subjects=every_master,
)
