"""Where the lab's two halves meet: the nodes (files, shells) and the world (services).

A node's files own packages and versions; the world owns services. The shims on a node tell the world what systemd would
have been told, through a Unix socket; the world reads a node's files when it starts a service. So there is one truth for
each thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from dcos_upgrade.core.cluster import Inventory, NodeId


@dataclass(frozen=True, slots=True, kw_only=True)
class LabSpec:
    """What `lab up` builds. ``zone`` is the first three numbers of a free /24, e.g. ``127.12.34``.

    ``time_factor`` scales DC/OS's own timers: 1.0 is real time, 0.02 makes a 30 s cycle last 0.6 s. Timers that real
    processes race keep a real floor (15 s before an agent counts as unreachable, 2 s for an executor).
    ``service_marathons`` is how many Marathons run on the root one. ``mesos`` is a directory whose program ``node`` runs
    Mesos itself, or None for the double. ``services``: "open", "inside" where only the nodes
    themselves reach them (but for Admin Router), or "strict" with TLS and a login. ``ssh`` is how the lab's cluster file says that the nodes are reached: "root", or
    "site" for what sites have instead (a bastion, a user, a sudo that asks, host keys by an authority).
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
    service_marathons: int = 0
    mesos: Path | None = None
    ssh: str = "root"
    services: str = "open"


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

    def drop_ins(self) -> frozenset[str]:
        """Units for which a drop-in below /run/systemd/system replaces the program by one that does nothing and ends well."""

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


class LabNodes(Protocol):
    """The running nodes and the bootstrap host, as the lab's process and its faults use them."""

    known_hosts: Path
    script_url_template: str

    def files(self, node: NodeId) -> NodeFiles: ...

    def ssh(self, node: NodeId) -> tuple[str, int, str, Path]:
        """(host, port, user, private key)."""

    async def power_off(self, node: NodeId) -> None:
        """Everything on the node dies at once; its disk stays as it is."""

    async def power_on(self, node: NodeId) -> None: ...

    async def unplug(self, node: NodeId) -> None:
        """SSH refuses connections; what runs on the node goes on."""

    async def plug(self, node: NodeId) -> None: ...

    async def stop(self) -> None: ...


class Mishap(StrEnum):
    """What goes wrong on one node, in its files or in the programs that run on it; as far as it is for once, the first victim ends it."""

    DIES_IN_SWAP = "dies-in-swap"
    """The next job is killed when every live name is archived; for once."""
    DIES_AFTER_SWAP = "dies-after-swap"
    """The next job is killed when the new generation is live and before its units are started; for once."""
    DISK_FULL = "disk-full"
    USERADD_FAILS = "useradd-fails"
    MIGRATION_STUCK = "migration-stuck"
    """1.9's move of Exhibitor's data cannot reach Exhibitor."""
    STALE_SCRIPT = "stale-script"
    """The upgrade script that this node fetches is one of an earlier generation, with another configuration."""
    LIBLTDL_CONFLICT = "libltdl-conflict"
    """Docker's client is not loaded with DC/OS's libraries before the system's."""
    DOCKER_HANGS = "docker-hangs"
    """Docker's daemon takes every question and answers none."""
    SYSTEMD_TOO_OLD = "systemd-too-old"
    """systemd says that it is of a version that cannot delegate."""
    SECOND_ROLE = "second-role"
    NO_ROLE = "no-role"
    OTHER_CONFIGURATION = "other-configuration"
    """The live generation has a configuration package that no other node has."""
    SSH_SLOW = "ssh-slow"
    """A login takes two seconds."""
    SSH_SILENT = "ssh-silent"
    """Connections are accepted, and nothing is said."""
    SSH_KEY_REFUSED = "ssh-key-refused"
    LOGIN_NOISY = "login-noisy"
    """A banner before the login, a message and a chatty start-up file after it."""
    LOGIN_SHELL_ODD = "login-shell-odd"
    """The login shell shows its commands and takes only those that sh, csh and fish read alike."""
    SUDO_ASKS = "sudo-asks"
    """For users other than root."""
    SUDO_WANTS_TERMINAL = "sudo-wants-terminal"
    """For users other than root."""


class BootstrapMishap(StrEnum):
    """What the bootstrap host serves wrongly."""

    TRUNCATED_PACKAGE = "truncated-package"
    """The first half of the mesos package."""
    OTHER_SOURCE = "other-source"
    """Scripts that were generated for another installed release than the one that was asked for."""


class NodeMishaps(Protocol):
    """What faults do to nodes and to the bootstrap host beyond power and cables; each call has its way back."""

    async def change_host_key(self, node: NodeId) -> None:
        """The node's SSH server answers with another key than the one in ``known_hosts``."""

    async def restore_host_key(self, node: NodeId) -> None: ...

    async def stop_bootstrap(self) -> None:
        """The bootstrap host refuses connections."""

    async def start_bootstrap(self) -> None: ...

    async def withhold_packages(self, pattern: str) -> None:
        """The bootstrap host answers 404 for package files whose name matches the shell pattern."""

    async def release_packages(self) -> None: ...

    async def plant(self, node: NodeId, mishap: Mishap) -> None: ...

    async def lift(self, node: NodeId, mishap: Mishap) -> None: ...

    async def spoil_bootstrap(self, mishap: BootstrapMishap) -> None: ...

    async def mend_bootstrap(self, mishap: BootstrapMishap) -> None: ...
