"""Before against after: the nodes, how many of everything, and the validation with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan, own_apps, taken_to
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift import Loss, Unjudged, compare
from dcos_upgrade.probes import dcos_version, marathon_apps, mesos_slaves, mesos_state, mesos_version
from dcos_upgrade.usecases.workbook.model import Count, Finding, NodeRow, Proof, Validation


def node_rows(inventory: Inventory, baseline: Snapshot | None, after: Snapshot | None) -> tuple[NodeRow, ...]:
    """Masters first, then agents, as in the inventory."""
    ordered = (*inventory.masters, *inventory.agents)
    return tuple(_node_row(node, baseline, after) for node in ordered)


def _node_row(node: Node, baseline: Snapshot | None, after: Snapshot | None) -> NodeRow:
    return NodeRow(
        id=node.id,
        address=node.address,
        role=str(node.role),
        rack=node.rack or "",
        critical=node.critical,
        release_before=_release(baseline, node.id),
        release_after=_release(after, node.id),
        mesos_before=_mesos(baseline, node.id),
        mesos_after=_mesos(after, node.id),
        agent_id=_agent_id(after or baseline, node),
    )


def _release(snapshot: Snapshot | None, node: NodeId) -> str:
    fact = snapshot.fact(dcos_version.PROBE, node).value if snapshot else None
    return fact.version if fact else ""


def _mesos(snapshot: Snapshot | None, node: NodeId) -> str:
    return (snapshot.fact(mesos_version.PROBE, node).value or "") if snapshot else ""


def _agent_id(snapshot: Snapshot | None, node: Node) -> str:
    listed = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value if snapshot else None
    found = listed.at(node.address) if listed else ()
    return found[0].id if len(found) == 1 else ""


def counts(baseline: Snapshot | None, after: Snapshot | None, ours: frozenset[str] = frozenset()) -> tuple[Count, ...]:
    """Without ``ours``, the apps of the run itself: what was there before is to be there after."""
    counted: dict[str, Callable[[Snapshot], int | None]] = {
        "active agents": _agents,
        "frameworks": _frameworks,
        "running tasks": lambda snapshot: _tasks(snapshot, ours),
        "apps": lambda snapshot: _apps(snapshot, ours),
    }
    return tuple(
        Count(what=what, before=count(baseline) if baseline else None, after=count(after) if after else None)
        for what, count in counted.items()
    )


def _agents(snapshot: Snapshot) -> int | None:
    listed = snapshot.fact(mesos_slaves.PROBE, CLUSTER).value
    return None if listed is None else sum(1 for agent in listed.slaves if agent.active)


def _frameworks(snapshot: Snapshot) -> int | None:
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    return None if state is None else len(state.frameworks)


def _tasks(snapshot: Snapshot, ours: frozenset[str]) -> int | None:
    """A task of Marathon has its app's name, the parts in reverse."""
    names = {".".join(reversed(app.strip("/").split("/"))) for app in ours}
    state = snapshot.fact(mesos_state.PROBE, CLUSTER).value
    return None if state is None else sum(1 for task in state.tasks() if task.running and task.name not in names)


def _apps(snapshot: Snapshot, ours: frozenset[str]) -> int | None:
    """As any master that answered says; they share one state."""
    views = (snapshot.fact(marathon_apps.PROBE, master.id).value for master in snapshot.inventory.masters)
    cluster = snapshot.fact(marathon_apps.PROBE, CLUSTER).value
    seen = next((view for view in (cluster, *views) if view is not None), None)
    return None if seen is None else sum(1 for app in seen.apps if app.id not in ours)


def proof(
    plan: Plan,
    entries: Sequence[Entry],
    baseline: Snapshot | None,
    after: Snapshot | None,
    *,
    mesos_of: Callable[[str], str | None],
) -> Proof:
    """What the journal's newest validation said; with both snapshots also every expected change and why."""
    created = next((e.event for e in entries if isinstance(e.event, journal.RunCreated)), None)
    first = Proof(
        baseline=created.baseline if created else "",
        counts=counts(baseline, after, own_apps(plan)),
        validations=tuple(_validations(plan, entries)),
    )
    newest = next((e for e in reversed(entries) if isinstance(e.event, journal.Validated)), None)
    if newest is None or not isinstance(newest.event, journal.Validated):
        return first
    judged = replace(
        first,
        time=newest.time,
        release=plan.hops[newest.event.hop].target,
        snapshot=newest.event.snapshot,
        lost=tuple(_read(text) for text in newest.event.lost),
        unknown=tuple(_read(text) for text in newest.event.unknown),
        expected_count=newest.event.expected,
    )
    if baseline is None or after is None:
        return judged
    services = taken_to(plan, newest.event.hop)
    return _with_reasons(judged, baseline, after, mesos_of(judged.release), own_apps(plan), services)


def _validations(plan: Plan, entries: Sequence[Entry]) -> Iterator[Validation]:
    for entry in entries:
        if isinstance(entry.event, journal.Validated):
            yield Validation(
                time=entry.time,
                release=plan.hops[entry.event.hop].target,
                snapshot=entry.event.snapshot,
                lost=len(entry.event.lost),
                unknown=len(entry.event.unknown),
                expected=entry.event.expected,
            )


def _with_reasons(
    judged: Proof,
    baseline: Snapshot,
    after: Snapshot,
    mesos: str | None,
    ours: frozenset[str],
    services: Mapping[str, str],
) -> Proof:
    """Compared once more for the details; whatever the journal has beyond them stays in the report."""
    target = Version.parse(judged.release)
    drift = compare(baseline, after, target=target, mesos=mesos, ours=ours, services=services)
    return replace(
        judged,
        lost=tuple(_united(judged.lost, drift.lost)),
        unknown=tuple(_united(judged.unknown, drift.unknown)),
        expected=drift.expected,
    )


def _united(told: Sequence[Finding], compared: Sequence[Loss | Unjudged]) -> Iterator[Finding]:
    detailed = [
        Finding(kind=each.kind, subject=each.subject, why=each.why, evidence=getattr(each, "evidence", ()))
        for each in compared
    ]
    yield from detailed
    known = {(each.kind, each.subject, each.why) for each in detailed}
    yield from (each for each in told if (each.kind, each.subject, each.why) not in known)


def _read(text: str) -> Finding:
    """The journal holds findings as "kind subject: why"; a subject has no space in it."""
    name, _, why = text.partition(": ")
    kind, _, subject = name.rpartition(" ")
    return Finding(kind=kind or name, subject=subject if kind else "", why=why)
