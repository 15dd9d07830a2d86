"""A snapshot for people: counts, releases, leaders, and what is not known, by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dcos_upgrade.core.cluster import CLUSTER, Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import (
    dcos_version,
    marathon_apps,
    marathon_info,
    marathon_pods,
    mesos_master_version,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
)
from dcos_upgrade.probes.marathon_names import NAMES
from dcos_upgrade.probes.mesos_summary import SUMMARY, MesosSummary
from dcos_upgrade.render.terminal import BOLD, Terminal, columns, numbered

NAMED = 5
"""So many subjects are told by name where all of them have the same reason."""


def snapshot_counts(snapshot: Snapshot) -> dict[str, Any]:
    """Counts; None where the answer is not known."""
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    summary = snapshot.fact(SUMMARY, CLUSTER).value
    masters = len(snapshot.inventory.masters)
    frameworks = state.frameworks if state else summary.frameworks if summary else None
    return {
        "taken": f"{snapshot.taken:%Y-%m-%dT%H:%M:%SZ}",
        "cluster": snapshot.inventory.cluster,
        "nodes": len(snapshot.inventory.nodes),
        "masters": masters or None,
        "agents": _agents(snapshot, state, summary),
        "frameworks": None if frameworks is None else len(frameworks),
        "apps": _apps(snapshot),
        "pods": _pods(snapshot),
        "tasks": sum(len(framework.tasks) for framework in state.frameworks) if state else summary and summary.tasks,
        "versions": _versions(snapshot),
        "sealed_by": snapshot.sealed_by or None,
        "facts": sum(1 for observed in snapshot.facts.values() if observed.known),
    }


def _agents(
    snapshot: Snapshot, state: mesos_state.MesosState | None, summary: MesosSummary | None
) -> dict[str, int | None] | None:
    """By what the leader says; one that does not say of each agent whether it is active leaves both counts unknown."""
    said = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value or state or summary
    if said is None:
        return None
    told = [agent.active for agent in said.slaves]
    again = {agent.id for agent in said.slaves}
    only_remembered = None if isinstance(said, MesosSummary) else said.recovered_slaves
    return {
        "active": None if None in told else told.count(True),
        "inactive": None if None in told else told.count(False),
        "unreachable": _unreachable(snapshot, state),
        "recovered": None if only_remembered is None else sum(1 for agent in only_remembered if agent.id not in again),
    }


def _unreachable(snapshot: Snapshot, state: mesos_state.MesosState | None) -> int | None:
    """By the state; else by the metrics of the master that leads."""
    if state and state.unreachable_slaves is not None:
        return int(state.unreachable_slaves)
    subjects = (CLUSTER, *(master.id for master in snapshot.inventory.masters))
    known = (snapshot.fact(mesos_metrics.PROBE, subject).value for subject in subjects)
    counts = [one.slaves_unreachable for one in known if one and one.elected == 1]
    return int(counts[0]) if len(counts) == 1 and counts[0] is not None else None


def _apps(snapshot: Snapshot) -> int | None:
    """By their whole list; else the ids that single answers name."""
    apps, names = apps_of(snapshot), snapshot.fact(NAMES, CLUSTER).value
    if apps is not None:
        return len(apps.apps)
    return None if names is None or names.apps is None else len(names.apps)


def _pods(snapshot: Snapshot) -> int | None:
    """By their whole list; else the ids that single answers name."""
    pods, names = snapshot.fact(marathon_pods.PROBE, CLUSTER).value, snapshot.fact(NAMES, CLUSTER).value
    if pods is not None:
        return len(pods.pods)
    return None if names is None or names.pods is None else len(names.pods)


def _versions(snapshot: Snapshot) -> dict[str, int]:
    """Nodes by their release. Where none tells it, the programs that say their own version stand beside."""
    found = Counter(releases(snapshot).values())
    if set(found) <= {"unknown"}:
        found += Counter(_programs(snapshot))
    return dict(sorted(found.items()))


def _programs(snapshot: Snapshot) -> Iterator[str]:
    subjects = (CLUSTER, *(node.id for node in snapshot.inventory.nodes))
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    alone = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value or state or snapshot.fact(SUMMARY, CLUSTER).value
    yield from (f"mesos {agent.version}" for agent in (alone.slaves if alone else ()) if agent.version)
    masters = [snapshot.fact(mesos_master_version.PROBE, subject).value for subject in subjects]
    own = [version for version in masters if version] or ([state.version] if state else [])
    yield from (f"mesos {version}" for version in own)
    infos = (snapshot.fact(marathon_info.PROBE, subject).value for subject in subjects)
    yield from (f"marathon {info.version}" for info in infos if info)
    release = snapshot.fact(dcos_version.PROBE, CLUSTER).value
    if release:
        yield release.version


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
    told = agents_told(counts["agents"])
    yield from columns(
        [
            ("masters", _or_unknown(counts["masters"])),
            ("agents", told),
            *((name, _or_unknown(counts[name])) for name in ("frameworks", "apps", "pods", "tasks", "facts")),
            ("secrets", f"hidden by key {snapshot.sealed_by}" if snapshot.sealed_by else "hidden without a key"),
        ],
        indent="  ",
    )
    found = releases(snapshot)
    rows = [(node.id, _role(node.role), node.address, found[node.id]) for node in snapshot.inventory.nodes]
    yield from columns([("node", "role", "address", "release"), *rows], indent="  ")
    yield from unknown_lines(snapshot, terminal)


def agents_told(agents: dict[str, int | None] | None) -> str:
    """``3 active, 0 inactive, 1 unreachable``; what is not known is said to be."""
    if agents is None:
        return "unknown"
    words = [f"{_or_unknown(agents[name])} {name}" for name in ("active", "inactive", "unreachable")]
    return ", ".join((*words, f"{agents['recovered']} only remembered") if agents["recovered"] else words)


def unknown_lines(snapshot: Snapshot, terminal: Terminal) -> Iterator[str]:
    """What could not be had, by name; what is unknown of many for one reason is one line."""
    alike: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for probe, subject, reason in snapshot.unknowns():
        alike.setdefault((probe, reason.removeprefix(f"{subject}: ")), []).append((str(subject), reason))
    if not alike:
        yield "Nothing is unknown."
        return
    yield terminal.style(f"Unknown: {numbered(sum(map(len, alike.values())), 'fact')}", BOLD)
    for (probe, shared), found in alike.items():
        lines = [f"{probe} of {subject}: {reason}" for subject, reason in found]
        if len(found) > NAMED:
            names = ", ".join(subject for subject, _ in found[:NAMED])
            lines = [f"{probe} of {names} and {len(found) - NAMED} more: {shared}"]
        yield from (terminal.wrapped(line, first="  - ") for line in lines)


def _or_unknown(value: int | None) -> str:
    return "unknown" if value is None else str(value)


def _role(role: Role) -> str:
    return str(role).replace("_", " ")
