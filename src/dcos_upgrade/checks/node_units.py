"""Every unit that the node's live generation wants is well; those that make its role are wanted, and run."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.checks.bench import Bench, focus_node, listed
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import units
from dcos_upgrade.probes.units import Unit, Units

BENCH = Bench(check="node-units")

ROLE_UNITS = {
    Role.MASTER: ("dcos-exhibitor.service", "dcos-mesos-master.service", "dcos-marathon.service"),
    Role.PRIVATE_AGENT: ("dcos-mesos-slave.service",),
    Role.PUBLIC_AGENT: ("dcos-mesos-slave-public.service",),
}
"""Without these a node is not what it is; the same names from 1.9 to 2.2."""

ONLY_CHECKS = frozenset({"dcos-checks-poststart.service"})
"""Runs the node's checks each minute (1.11 and later) and fails when one of them does: that is judged by what they say."""


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
        return
    yield scene.fact(units.PROBE, node.id).judge(
        lambda seen: not _missing(seen, node.role) and not _unwell(seen, node.role),
        check=BENCH.check,
        subject=node.id,
        passed="every unit that is wanted is well",
        failed=lambda seen: _summary(seen, node.role),
        remedy="wait while units are starting; then systemctl status and journalctl of those that are not",
    )


def _missing(seen: Units, role: Role) -> list[str]:
    return [name for name in ROLE_UNITS[role] if name not in seen.units]


def _unwell(seen: Units, role: Role) -> list[str]:
    """What makes the role may not rest, however well it ended."""
    return [f"{name} {unit}" for name, unit in seen.units.items() if not _well(name, unit, role)]


def _well(name: str, unit: Unit, role: Role) -> bool:
    if name in ROLE_UNITS[role]:
        return unit.running
    return unit.well or (name in ONLY_CHECKS and unit.loaded)


def _summary(seen: Units, role: Role) -> str:
    missing = [f"{name} is not wanted" for name in _missing(seen, role)]
    return listed(missing + _unwell(seen, role))


CHECK = Check(
    id=BENCH.check,
    title="Every unit of the node is well",
    source="workbook, 'Node Validation'; systemd units of DC/OS 1.9 to 2.2",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(units.PROBE.id,),
)
