"""What a node's shell says of what lies below DC/OS: its system, its kernel, its Docker, its disks. All is as DC/OS wants it."""

from __future__ import annotations

from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.said import Handler, Said
from dcos_upgrade.lab.world import systemctl
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.probes import mounts, programs, system_services, zookeeper_directories


def _docker_settings(world: World, machine: Machine) -> Said:
    state = machine.docker.split()[0]
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


BELOW: dict[str, Handler] = {
    "docker-settings": _docker_settings,
    "kernel-settings": _kernel_settings,
    "mounts": _mounts,
    "processor": _processor,
    "programs": _programs,
    "selinux": _selinux,
    "system-services": _system_services,
    "zookeeper-directories": _zookeeper_directories,
}
"""By the id of the probe whose command is answered."""
