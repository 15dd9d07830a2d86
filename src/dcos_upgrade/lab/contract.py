"""Where the lab's two halves meet: the nodes (files, shells) and the world (services).

A node's files own packages and versions; the world owns services. The shims on a node tell the world what systemd would
have been told, through a Unix socket; the world reads a node's files when it starts a service. So there is one truth for
each thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dcos_upgrade.core.cluster import Inventory, NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSpec:
    """What `lab up` builds. ``zone`` is the first three numbers of a free /24, e.g. ``127.12.34``.

    ``time_factor`` scales DC/OS's own timers: 1.0 is real time, 0.02 makes a 30 s cycle last 0.6 s. Timers that real
    processes race keep a real floor (15 s before an agent counts as unreachable, 2 s for an executor).
    """

    inventory: Inventory
    zone: str
    release: str
    root: Path
    bootstrap_address: str
    ssh_port: int = 2222
    time_factor: float = 0.02
    seed: int = 0
    cluster_id: str = "6c1f0a6e-0000-4000-8000-000000000001"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShimAnswer:
    """What a shim prints and its exit status."""

    status: int
    stdout: str = ""
    stderr: str = ""


class NodeFiles(Protocol):
    """A node's file tree as the world reads it: always from the disk, never remembered."""

    def version(self) -> str | None:
        """``version`` of the live /opt/mesosphere/etc/dcos-version.json, None while it is missing."""

    def component(self, name: str) -> str | None:
        """The version of a component ("mesos", "marathon", "zookeeper") in the live generation, None while it is missing."""

    def wanted_units(self) -> tuple[str, ...]:
        """Units linked in /etc/systemd/system/dcos.target.wants."""

    def agent_id(self) -> str | None:
        """Where /var/lib/mesos/slave/meta/slaves/latest points, None when it is not there."""

    def set_agent_id(self, agent_id: str) -> None: ...


class Services(Protocol):
    """The world, as a node's shims see it."""

    async def systemctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        """``start|stop|restart|is-active|is-failed|show|status|list-units|enable|disable|daemon-reload …`` as systemd would answer."""

    async def journalctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer: ...

    async def checks(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        """What the check runner of the node's live release answers (dcos-diagnostics check …, dcos-check-runner check …)."""

    def attach(self, node: NodeId, files: NodeFiles) -> None:
        """Called once per node before any shell runs on it."""
