"""What differs between DC/OS releases, as far as the world shows it."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Any

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.version import Version


class BootstrapGate(Enum):
    """What `bootstrap <service>` waits for before a master's services may start."""

    ALL_SERVING = "all"
    QUORUM_SERVING = "quorum"
    LOCAL_ZOOKEEPER = "local"


@lru_cache(maxsize=1024)
def version(release: str | None) -> tuple[int, ...]:
    """(major, minor, patch); a missing or odd release counts as the oldest."""
    try:
        parsed = Version.parse(release or "")
    except ValueError:
        return (0, 0, 0)
    return (parsed.major, parsed.minor_number, parsed.patch)


def bootstrap_gate(release: str) -> BootstrapGate:
    """Up to 1.13.9, 2.0.5 and 2.1.0 all N masters must serve (COPS-1754 changed it)."""
    at = version(release)
    if at >= (2, 1, 1):
        return BootstrapGate.LOCAL_ZOOKEEPER
    if (1, 13, 10) <= at < (2, 0, 0) or (2, 0, 6) <= at < (2, 1, 0):
        return BootstrapGate.QUORUM_SERVING
    return BootstrapGate.ALL_SERVING


def removal_is_limited(release: str) -> bool:
    """Up to 1.11 one agent per 20 minutes is marked unreachable."""
    return version(release) < (1, 12, 0)


def executor_patience(release: str) -> float:
    """recovery_timeout in seconds: 15 minutes up to 1.10, a day from 1.11."""
    return 900.0 if version(release) < (1, 11, 0) else 86_400.0


def check_names(release: str | None, role: Role) -> tuple[str, ...]:
    """node-poststart checks of a release; none before 1.10, none on public agents of 1.10 and 1.11."""
    at = version(release)
    if at < (1, 10, 0) or (role is Role.PUBLIC_AGENT and at < (1, 12, 0)):
        return ()
    names = ["xz", "tar", "curl", "unzip", "ip_detect_script", "clock_sync", "journald_dir_permissions"]
    names += ["ifconfig"] if (1, 12, 0) <= at < (1, 13, 0) else []
    names += ["docker"] if at >= (1, 13, 0) else []
    if role is not Role.MASTER:
        return (*names, "components_agent", "mesos_agent_registered_with_masters")
    names += ["components_master", "mesos_master_replog_synchronized"]
    return (*names, "cockroachdb_replication") if at >= (1, 13, 0) else tuple(names)


_AGENT_ONLY = {"components_agent", "mesos_agent_registered_with_masters"}
_MASTER_ONLY = {"components_master", "mesos_master_replog_synchronized", "cockroachdb_replication"}
_AT_ONCE = {"xz", "tar", "curl", "unzip", "ifconfig", "clock_sync", "journald_dir_permissions"}


def described(name: str) -> dict[str, Any]:
    """A check as ``--list`` tells it; longer time-outs than the first releases had."""
    return {
        "description": name.replace("_", " "),
        "cmd": ["/opt/mesosphere/bin/dcos-checks", name],
        "timeout": "5s" if name in _AT_ONCE else "30s",
    }


def check_config(release: str) -> dict[str, Any]:
    """What the installer configures for the check runner: all checks of both roles, and none of the cluster."""
    both = dict.fromkeys((*check_names(release, Role.MASTER), *check_names(release, Role.PRIVATE_AGENT)))
    checks = {name: described(name) | _roles(name) for name in both}
    return {"node_checks": {"checks": checks, "prestart": [], "poststart": list(both)}}


def _roles(name: str) -> dict[str, list[str]]:
    if name in _MASTER_ONLY:
        return {"roles": ["master"]}
    return {"roles": ["agent"]} if name in _AGENT_ONLY else {}


@lru_cache(maxsize=64)
def agent_capabilities(mesos: str) -> list[str]:
    """What an agent of this Mesos says it can do, as recorded from 1.4, 1.7 and 1.9."""
    at = version(mesos)
    since = (
        ((1, 3, 0), ("MULTI_ROLE",)),
        ((1, 4, 0), ("HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT")),
        ((1, 5, 0), ("RESOURCE_PROVIDER",)),
        ((1, 7, 0), ("RESIZE_VOLUME",)),
        ((1, 9, 0), ("AGENT_OPERATION_FEEDBACK", "AGENT_DRAINING")),
        ((1, 10, 0), ("TASK_RESOURCE_LIMITS",)),
    )
    return [name for first, names in since if at >= first for name in names]
