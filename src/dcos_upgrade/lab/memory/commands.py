"""What a node's shell answers to each probe's command, from its disk and the world. Nothing is run."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache

from dcos_upgrade import probes
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.probe import Command
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.memory.below import BELOW
from dcos_upgrade.lab.memory.disk import WANTS, ships
from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.memory.said import Handler, Said
from dcos_upgrade.lab.memory.script import check_configuration
from dcos_upgrade.lab.nodes.components import components
from dcos_upgrade.lab.nodes.configuration import user_config, version_file
from dcos_upgrade.lab.nodes.templates import filled
from dcos_upgrade.lab.world import checks, systemctl
from dcos_upgrade.lab.world.services import journal
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.probes import disk_space, journal_errors, units
from dcos_upgrade.probes.swap_paths import HOME, PARTS, SWAP_PATHS
from dcos_upgrade.probes.tool_files import ROOT, TOOL_FILES
from dcos_upgrade.usecases import starting

NOT_FOUND = 127
FREE = 40 * 1024 * 1024
"""KiB on each disk; a package takes ``PACKAGE``."""
PACKAGE = 50 * 1024
RELOCATION = "docker: relocation error: docker: symbol lt_dlopen, version LIBLTDL_2 not defined in file libltdl.so.7"


def answer(world: World, machine: Machine, command: Command) -> Said:
    """127 for a command that no probe asks: this shell knows no others."""
    handler = _handlers().get(command.text)
    return handler(world, machine) if handler else Said(status=NOT_FOUND)


@cache
def _handlers() -> dict[str, Handler]:
    asked = {name: probe.question for name, probe in probes.discover().items()}
    texts = {name: question.text for name, question in asked.items() if isinstance(question, Command)}
    by_text = {texts[name]: handler for name, handler in HANDLERS.items()}
    others = {
        starting.REACH["reach"]: _nothing,
        starting.OWNER["owner"]: _owner,
        TOOL_FILES.question: _tool_files,
        SWAP_PATHS.question: _swap_paths,
    }
    return by_text | {command.text: handler for command, handler in others.items() if isinstance(command, Command)}


def _nothing(world: World, machine: Machine) -> Said:
    return Said()


def _owner(world: World, machine: Machine) -> Said:
    held = machine.owner
    return Said(body=f"cluster {held.cluster}\nrun {held.run}\nepoch {held.epoch}\n") if held else Said()


def _tool_files(world: World, machine: Machine) -> Said:
    disk = machine.disk
    owner = _owner(world, machine).body
    swap = ["install_progress"] if disk.install_progress is not None else []
    swap += [f"{name}.new" for name in disk.new]
    lines = ["[files]", *(f"{ROOT}/{path}" for path in machine.files())]
    lines += ["[owner]", owner] if owner else []
    lines += ["[swap]", *(f"/opt/mesosphere/{name}" for name in swap)]
    lines += ["[active]"] if "active" in disk.live else []
    call = systemctl.Call(
        verb="show",
        names=("dcos-marathon.service",),
        options=frozenset(),
        properties=("LoadState", "ActiveState"),
    )
    shown = systemctl.answer(world.hosts[machine.node.id], call).stdout
    return Said(body="\n".join([*lines, "[marathon]", shown, "[end]"]))


def _swap_paths(world: World, machine: Machine) -> Said:
    disk = machine.disk
    generations = {"": disk.live, ".old": disk.old, ".new": disk.new}
    parts = [f"{name}{suffix}" for suffix, names in generations.items() for name in PARTS if name in names]
    stored = [f"{HOME}/packages/{package}" for package in sorted(disk.stored) if package.startswith("pkgpanda--")]
    programs = [f"{home}/bin/pkgpanda" for home in ([HOME] if "bin" in disk.live else []) + stored]
    call = systemctl.Call(verb="show", names=("dcos.target",), options=frozenset(), properties=("ActiveState",))
    shown = systemctl.answer(world.hosts[machine.node.id], call).stdout.strip()
    lines = [*(f"part {part}" for part in parts), *(f"program runs {program}" for program in programs)]
    return Said(body="\n".join([*lines, f"target {shown}", "end", ""]))


def _attributes(world: World, machine: Machine) -> Said:
    rack = machine.node.rack
    return Said(body=f"MESOS_ATTRIBUTES=rack:{rack}\n" if rack else "")


def _boot_id(world: World, machine: Machine) -> Said:
    return Said(body=machine.boot_id + "\n")


def _clock(world: World, machine: Machine) -> Said:
    return Said(body=f"{world.now:.9f}\n")


def _cluster_id(world: World, machine: Machine) -> Said:
    if machine.node.role is not Role.MASTER:
        return Said(status=1)
    return Said(body=world.spec.cluster_id + "\n")


def _master_list(world: World, machine: Machine) -> Said:
    if machine.node.role is not Role.MASTER or "etc" not in machine.disk.live:
        return Said(status=1)
    return Said(body=json.dumps([node.address for node in world.spec.inventory.masters]))


def _disk_space(world: World, machine: Machine) -> Said:
    free = 0 if Mishap.DISK_FULL in machine.mishaps else FREE
    lines = [f"free {place} {free}" for place in disk_space.PLACES]
    return Said(body="\n".join([*lines, f"active {len(machine.active()) * PACKAGE}", ""]))


def _docker(world: World, machine: Machine) -> Said:
    return Said(body="hung\n" if Mishap.DOCKER_HANGS in machine.mishaps else machine.docker + "\n")


def _docker_under_dcos(world: World, machine: Machine) -> Said:
    if "environment.export" not in machine.disk.live:
        return Said(status=1)
    if Mishap.DOCKER_HANGS in machine.mishaps:
        return Said(body="ends with 124\n")
    return Said(body=f"ends with 127\n{RELOCATION}\n" if Mishap.LIBLTDL_CONFLICT in machine.mishaps else "runs\n")


def _systemd(world: World, machine: Machine) -> Said:
    return Said(body=f"systemd {217 if Mishap.SYSTEMD_TOO_OLD in machine.mishaps else 234}\n")


def _system(world: World, machine: Machine) -> Said:
    name, version, kernel = machine.system
    return Said(body=f'ID="{name}"\nVERSION_ID="{version}"\nKERNEL={kernel}\n')


def _dcos_version(world: World, machine: Machine) -> Said:
    release = machine.disk.live.get("etc")
    return Said(body=version_file(release)) if release else Said(status=1)


def _mesos_version(world: World, machine: Machine) -> Said:
    release = machine.disk.live.get("bin")
    return Said(body=f"mesos {components(release)['mesos']}\n") if release else Said(status=NOT_FOUND)


def _role(world: World, machine: Machine) -> Said:
    return Said(body="".join(f"{name}\n" for name in machine.role_files()))


def _packages(world: World, machine: Machine) -> Said:
    return Said(body="".join(f"../packages/{package}\n" for package in machine.active()))


def _leftovers(world: World, machine: Machine) -> Said:
    disk = machine.disk
    found = {
        "install_progress": disk.install_progress is not None,
        "active": "active" in disk.live,
        "active.new": "active" in disk.new,
        "active.old": "active" in disk.old,
        "environment.export": "environment.export" in disk.live,
    }
    return Said(body="".join(f"{name} {'yes' if there else 'no'}\n" for name, there in found.items()))


def _user_configuration(world: World, machine: Machine) -> Said:
    release = machine.disk.live.get("etc")
    url = f"http://{world.spec.bootstrap_address}"
    return Said(body=user_config(release, world.spec, url)) if release else Said(status=1)


def _ip_detect(world: World, machine: Machine) -> Said:
    if "bin" not in machine.disk.live:
        return Said(status=1)
    script = filled("packages/detect_ip.sh", release=machine.disk.live["bin"])
    return Said(body=f"sha256 {hashlib.sha256(script.encode()).hexdigest()}\nsays {machine.node.address}\n")


def _security(world: World, machine: Machine) -> Said:
    release = machine.disk.live.get("etc")
    return Said(body=f"[none]\n\n[version]\n{version_file(release)}") if release else Said(status=1)


def _cloud_template(world: World, machine: Machine) -> Said:
    return Said(body="end\n")


def _units(world: World, machine: Machine) -> Said:
    if WANTS not in machine.disk.live:
        return Said()
    host = world.hosts[machine.node.id]
    blocks = (f"[{name}]\n{_shown(host, name)}" for name in machine.disk.wanted_units())
    return Said(body="".join(blocks))


@cache
def _properties() -> tuple[str, ...]:
    """What the probe asks systemd for."""
    return tuple(re.findall(r"-p (\w+)", units.COMMAND))


def _shown(host: Host, name: str) -> str:
    call = systemctl.Call(verb="show", names=(name,), options=frozenset(), properties=_properties())
    return systemctl.answer(host, call).stdout


def _journal(world: World, machine: Machine) -> Said:
    answer = journal(world.hosts[machine.node.id], journal_errors.ARGUMENTS)
    lines = (line[: journal_errors.WIDEST] for line in answer.stdout.splitlines())
    return Said(body="\n".join((f"[now] {int(world.now)}", *lines, "")))


def _checks(kind: str) -> Handler:
    def answered(world: World, machine: Machine) -> Said:
        runner = runner_of(machine)
        if runner is None:
            return Said(body="[none]\n")
        host = world.hosts[machine.node.id]
        listed = checks.run(world, host, ("check", kind, "--list"))
        found = checks.run(world, host, ("check", kind))
        body = f"[{runner}]\n[list]\n{listed.stdout}\n[result]\n{found.stdout}"
        return Said(body=body, status=found.status)

    return answered


def runner_of(machine: Machine) -> str | None:
    """The check runner of what is live on the disk; None where it has none, or none just now."""
    programs, settings = machine.disk.live.get("bin"), machine.disk.live.get("etc")
    configuration = check_configuration(settings) if settings else None
    if configuration == "dcos-diagnostics-runner-config.json":
        return "dcos-diagnostics"
    runs = programs is not None and ships(programs, "dcos-check-runner")
    return "dcos-check-runner" if configuration is not None and runs else None


HANDLERS: dict[str, Handler] = {
    **BELOW,
    "agent-attributes": _attributes,
    "boot-id": _boot_id,
    "clock": _clock,
    "cloud-template": _cloud_template,
    "cluster-id": _cluster_id,
    "dcos-version": _dcos_version,
    "disk-space": _disk_space,
    "docker-under-dcos": _docker_under_dcos,
    "docker-version": _docker,
    "ip-detect": _ip_detect,
    "journal-errors": _journal,
    "master-list": _master_list,
    "mesos-version": _mesos_version,
    "node-role": _role,
    "os-release": _system,
    "packages-active": _packages,
    "security-mode": _security,
    "swap-leftovers": _leftovers,
    "systemd-version": _systemd,
    "units": _units,
    "user-configuration": _user_configuration,
    "vendor-checks-cluster": _checks("cluster"),
    "vendor-checks-node": _checks("node-poststart"),
}
"""By the id of the probe whose command is answered."""
