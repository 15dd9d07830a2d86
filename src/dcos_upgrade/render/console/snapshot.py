"""A snapshot for people: counts, releases, leaders, and what is not known, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dcos_upgrade.core.cluster import CLUSTER, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import dcos_version, marathon_apps, mesos_slaves, mesos_state
from dcos_upgrade.render.terminal import BOLD, Terminal, columns, numbered


def snapshot_counts(snapshot: Snapshot) -> dict[str, Any]:
    """Counts; None where the answer is not known."""
    slaves = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    apps = apps_of(snapshot)
    agents = slaves.slaves if slaves else ()
    return {
        "taken": f"{snapshot.taken:%Y-%m-%dT%H:%M:%SZ}",
        "cluster": snapshot.inventory.cluster,
        "nodes": len(snapshot.inventory.nodes),
        "masters": len(snapshot.inventory.masters),
        "agents": None
        if slaves is None
        else {"active": sum(1 for a in agents if a.active), "inactive": sum(1 for a in agents if a.active is False)},
        "frameworks": None if state is None else len(state.frameworks),
        "apps": None if apps is None else len(apps.apps),
        "tasks": None if state is None else sum(len(framework.tasks) for framework in state.frameworks),
        "versions": dict(sorted(Counter(releases(snapshot).values()).items())),
        "facts": sum(1 for observed in snapshot.facts.values() if observed.known),
    }


def releases(snapshot: Snapshot) -> dict[str, str]:
    """Node id to its release, "unknown" where it is not known."""
    found = {}
    for node in snapshot.inventory.nodes:
        value = snapshot.fact(dcos_version.PROBE, node.id).value
        found[str(node.id)] = value.version if value else "unknown"
    return found


def apps_of(snapshot: Snapshot) -> marathon_apps.MarathonApps | None:
    """Marathon's apps as the first master that answered told them."""
    subjects = (CLUSTER, *(master.id for master in snapshot.inventory.masters))
    found = (snapshot.fact(marathon_apps.PROBE, subject).value for subject in subjects)
    return next((value for value in found if value is not None), None)


def snapshot_text(snapshot: Snapshot, terminal: Terminal) -> str:
    return "\n".join(_lines(snapshot, terminal))


def _lines(snapshot: Snapshot, terminal: Terminal) -> Iterator[str]:
    counts = snapshot_counts(snapshot)
    yield terminal.style(f"Snapshot of {counts['cluster']}, taken {counts['taken']}", BOLD)
    agents = counts["agents"]
    told = "unknown" if agents is None else f"{agents['active']} active, {agents['inactive']} inactive"
    yield from columns(
        [
            ("masters", str(counts["masters"])),
            ("agents", told),
            *((name, _or_unknown(counts[name])) for name in ("frameworks", "apps", "tasks", "facts")),
        ],
        indent="  ",
    )
    rows = [(node.id, _role(node.role), node.address, releases(snapshot)[node.id]) for node in snapshot.inventory.nodes]
    yield from columns([("node", "role", "address", "release"), *rows], indent="  ")
    yield from unknown_lines(snapshot, terminal)


def unknown_lines(snapshot: Snapshot, terminal: Terminal) -> Iterator[str]:
    """What could not be had, by name."""
    unknowns = list(snapshot.unknowns())
    if not unknowns:
        yield "Nothing is unknown."
        return
    yield terminal.style(f"Unknown: {numbered(len(unknowns), 'fact')}", BOLD)
    for probe, subject, reason in unknowns:
        yield terminal.wrapped(f"{probe} of {subject}: {reason}", first="  - ")


def _or_unknown(value: int | None) -> str:
    return "unknown" if value is None else str(value)


def _role(role: Role) -> str:
    return str(role).replace("_", " ")
