"""Values as the JSON keys that callers rely on."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.plan import Plan, Refusal
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.drift import Drift
from dcos_upgrade.planning.route import RouteAnswer
from dcos_upgrade.usecases.status import RunStatus, Where


def route_keys(answer: RouteAnswer) -> dict[str, Any]:
    return {
        "from": str(answer.source),
        "to": str(answer.target),
        "on": str(answer.on),
        "policy": str(answer.policy),
        "route": [str(stop) for stop in answer.route],
        "hops": [{"from": str(hop.source), "to": str(hop.target), "kind": str(hop.kind)} for hop in answer.hops],
        "refusals": [refusal_keys(refusal) for refusal in answer.refusals],
        "notes": list(answer.notes),
    }


def plan_keys(plan: Plan) -> dict[str, Any]:
    """The plan itself: what is printed is what a plan file holds."""
    keys: dict[str, Any] = msgspec.to_builtins(plan)
    return keys


def refusal_keys(refusal: Refusal) -> dict[str, Any]:
    keys: dict[str, Any] = msgspec.to_builtins(refusal)
    return keys


def unknown_keys(snapshot: Snapshot) -> list[dict[str, str]]:
    return [
        {"probe": probe, "subject": str(subject), "reason": reason} for probe, subject, reason in snapshot.unknowns()
    ]


def drift_keys(drift: Drift) -> dict[str, Any]:
    return {
        "lost": [msgspec.to_builtins(each) for each in drift.lost],
        "expected": [msgspec.to_builtins(each) for each in drift.expected],
        "unknown": [msgspec.to_builtins(each) for each in drift.unknown],
    }


def status_keys(status: RunStatus) -> dict[str, Any]:
    """``nodes`` are counts of the present hop, ``node_list`` says which; ``hop`` is ``FROM->TO``."""
    return {
        "run": status.run,
        "cluster": status.cluster or None,
        "state": str(status.state),
        "hop": f"{status.hop_from}->{status.hop_to}" if status.hop else None,
        "hop_number": status.hop,
        "hops": status.hops,
        "stage": status.stage or None,
        "wave": status.wave or None,
        "waves": status.waves,
        "nodes": {str(where): len(status.at(where)) for where in Where},
        "node_list": [msgspec.to_builtins(node) for node in status.nodes],
        "leaders": {"mesos": status.mesos_leader, "marathon": status.marathon_leader},
        "halted_by": _halted_keys(status),
        "paused": {"by": status.paused_by, "reason": status.paused_because} if status.paused_by else None,
        "not_yet": status.not_yet or None,
        "lost": list(status.lost),
        "next": status.next,
    }


def _halted_keys(status: RunStatus) -> dict[str, Any] | None:
    halted = status.halted
    if halted is None:
        return None
    kind = {"gate": halted.name} if halted.what == "gate" else {"node_state": halted.name}
    return {**kind, "node": halted.node, "reason": halted.reason, "evidence": list(halted.evidence)}
