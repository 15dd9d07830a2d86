"""What a node's shell says of what lies below DC/OS: its system, its kernel, its Docker, its disks. All is as DC/OS wants it."""

from __future__ import annotations

from hashlib import sha256

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.said import Handler, Said
from dcos_upgrade.lab.nodes.tree import agent_files
from dcos_upgrade.lab.world import systemctl
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.probes import disk_space, mounts, programs, site_files, system_services, zookeeper_directories


def _docker_settings(world: World, machine: Machine) -> Said:
    state = "hung" if Mishap.DOCKER_HANGS in machine.mishaps else machine.docker.split()[0]
    said = ("Running: 0", "Storage Driver: overlay", "Cgroup Driver: cgroupfs", "Docker Root Dir: /var/lib/docker")
    lines = (*said, "Live Restore Enabled: false") if state == "running" else ()
    return Said(body="\n".join((state, *lines, "")))


def _kernel_settings(world: World, machine: Machine) -> Said:
    return Said(body="disable_ipv6 0\n")


def _mounts(world: World, machine: Machine) -> Said:
    return Said(body="".join(f"mount {place} / ext4 rw,relatime,data=ordered\n" for place in mounts.PLACES))


def _processor(world: World, machine: Machine) -> Said:
    return Said(body="sse4_2 yes\ncount 4\n")


def _programs(world: World, machine: Machine) -> Said:
    return Said(body="".join(f"{name} yes\n" for name in programs.NAMES))


def _selinux(world: World, machine: Machine) -> Said:
    return Said(body="mode Permissive\npolicy targeted\n")


def _system_services(world: World, machine: Machine) -> Said:
    host = world.hosts[machine.node.id]
    blocks = []
    for name in system_services.NAMES:
        asked = ("LoadState", "ActiveState")
        call = systemctl.Call(verb="show", names=(f"{name}.service",), options=frozenset(), properties=asked)
        blocks.append(f"[{name}]\n{systemctl.answer(host, call).stdout}")
    return Said(body="\n".join([*blocks, "[end]", ""]))


def _zookeeper_directories(world: World, machine: Machine) -> Said:
    """As the installer leaves them: an empty snapshot and an empty log, and no old directory."""
    home, old = zookeeper_directories.PLACES
    files = (f"snapshot.100000001 29 {world.now:.1f}", f"log.100000002 16 {world.now:.1f}")
    configured = (f"dataDir={home}/snapshot", f"dataLogDir={home}/transactions")
    return Said(body="\n".join([f"there {home}", *files, f"absent {old}", *configured, "end", ""]))


def _agent_id(world: World, machine: Machine) -> Said:
    agent = machine.disk.agent_id()
    return Said(body=f"id {agent}\n" if agent else "absent\n")


def _clock_synchronised(world: World, machine: Machine) -> Said:
    return Said(body="NTPSynchronized=yes\n")


def _inodes(world: World, machine: Machine) -> Said:
    return Said(body="".join(f"inodes {place} 1000000 900000\n" for place in disk_space.PLACES))


def _local_changes(world: World, machine: Machine) -> Said:
    return Said(body="end\n") if "active" in machine.disk.live else Said(status=1)


def _nothing_set(world: World, machine: Machine) -> Said:
    return Said(body="end\n")


def _site_files(world: World, machine: Machine) -> Said:
    if machine.node.role is Role.MASTER:
        return Said(body="end\n")
    digests = [(path, sha256(text.encode()).hexdigest()) for path, text in agent_files(machine.node)]
    return Said(body="".join([*(f"{digest[: site_files.DIGITS]} /{path}\n" for path, digest in digests), "end\n"]))


BELOW: dict[str, Handler] = {
    "agent-id": _agent_id,
    "clock-synchronised": _clock_synchronised,
    "docker-settings": _docker_settings,
    "inodes": _inodes,
    "kernel-settings": _kernel_settings,
    "local-changes": _local_changes,
    "marathon-environment": _nothing_set,
    "mounts": _mounts,
    "processor": _processor,
    "programs": _programs,
    "selinux": _selinux,
    "site-files": _site_files,
    "system-services": _system_services,
    "zookeeper-directories": _zookeeper_directories,
}
"""By the id of the probe whose command is answered."""
