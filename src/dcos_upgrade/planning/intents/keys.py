"""What is known of the keys of config.yaml: which may change with a version, which in a run of their own, and which never. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.compare import Difference
from dcos_upgrade.planning.intents.intent import MASTERS, SECURITY, Intent

UPGRADING = "DC/OS documentation, upgrading pages 1.9 to 2.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Along:
    """Changes of these keys that go with a hop that comes to ``into`` or past it, where ``fits`` says so."""

    keys: frozenset[str]
    into: Version
    why: str
    source: str
    fits: Callable[[Difference, Intent], bool] = lambda change, intent: True


def _added(change: Difference, intent: Intent) -> bool:
    return change.old is None


def _undefined(change: Difference, intent: Intent) -> bool:
    return change.old == "undefined"


def _had_volumes(change: Difference, intent: Intent) -> bool:
    running = getattr(intent.running, "keys", {})
    return "rexray_config" in running


ALONG = (
    Along(
        keys=frozenset({"enable_ipv6", "fault_domain_enabled"}),
        into=Version(1, 11, 0),
        why="1.11 wants it in config.yaml, in Enterprise without a default",
        source="DC/OS 1.11 documentation, upgrading",
        fits=_added,
    ),
    Along(
        keys=frozenset({"rexray_config", "rexray_config_preset"}),
        into=Version(1, 10, 0),
        why="the REX-Ray of 1.10 does not read the configuration of the one before",
        source="DC/OS 1.10.0 release notes",
        fits=_had_volumes,
    ),
    Along(
        keys=frozenset({"marathon_gpu_scheduling_behavior", "metronome_gpu_scheduling_behavior"}),
        into=Version(1, 13, 0),
        why="the installer of 1.13 refuses the value undefined",
        source="dcos/dcos 1.13.0, gen/calc.py",
        fits=_undefined,
    ),
    Along(
        keys=frozenset({"ca_certificate_path", "ca_certificate_key_path", "ca_certificate_chain_path"}),
        into=Version(2, 2, 0),
        why="the documentation lets a custom CA be rotated with the hop to 2.2",
        source="DC/OS 2.2 documentation, custom CA",
    ),
)

MAY_CHANGE = {
    **dict.fromkeys(
        (
            "dns_search",
            "docker_remove_delay",
            "gc_delay",
            "resolvers",
            "telemetry_enabled",
            "use_proxy",
            "http_proxy",
            "https_proxy",
            "no_proxy",
        ),
        Version(1, 8, 0),
    ),
    "enable_mesos_input_plugin": Version(1, 12, 0),
}
"""Keys that a run of their own may change, and since which release."""

FOR_GOOD = frozenset({"exhibitor_storage_backend", "exhibitor_zk_backend", "master_discovery"})
"""What is said once, when the cluster is installed."""

_INSTALLERS = frozenset({"bootstrap_url", "agent_list", "public_agent_list", "process_timeout", "log_directory"})


def of_the_installer(key: str) -> bool:
    """Keys that only the bootstrap host reads: nothing on a node that runs comes of them."""
    return key in _INSTALLERS or key.startswith("ssh_")


def has_its_own_rule(key: str) -> bool:
    return key in {MASTERS, SECURITY} or key in FOR_GOOD


def along(change: Difference, intent: Intent) -> Along | None:
    """What lets this change go with the version, if anything does."""
    found = (each for each in ALONG if change.key in each.keys and intent.crossing(each.into))
    return next((each for each in found if each.fits(change, intent)), None)
