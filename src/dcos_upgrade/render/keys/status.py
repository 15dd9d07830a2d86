"""Where a run is, as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.render.keys.accepted import accepted_keys
from dcos_upgrade.usecases.node_status import Where
from dcos_upgrade.usecases.status import RunStatus

KINDS = {
    "gate": "gate",
    "approval": "approval",
    "acknowledgement": "acknowledgement",
    "risk": "risk",
    "site": "site_step",
}
"""How a halt's name is called, by what halted; anything else is the state of a node."""


def status_keys(status: RunStatus) -> dict[str, Any]:
    """``nodes`` are counts of the present hop, ``node_list`` says which; ``hop`` is ``FROM->TO``."""
    return {
        "run": status.run,
        "plan": status.plan or None,
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
        "paused": _paused_keys(status),
        "costs": list(status.costs),
        "approvals": [msgspec.to_builtins(each) for each in status.approvals],
        "acknowledgements": msgspec.to_builtins(status.acknowledgements),
        "accepted": [accepted_keys(each) for each in status.accepted],
        "risks": [msgspec.to_builtins(each) for each in status.standing],
        "elections": [
            {"hop": each.hop + 1, "mesos": each.mesos, "marathon": each.marathon, "zookeeper": each.zookeeper}
            for each in status.elections
        ],
        "not_yet": status.not_yet or None,
        "soak": msgspec.to_builtins(status.soak) if status.soak else None,
        "test_app": _test_app_keys(status),
        "service_marathons": [msgspec.to_builtins(each) for each in status.services],
        "lost": list(status.lost),
        "next": status.next,
        "bundle": [f"dcos-upgrade bundle {node}" for node in status.failed],
        "ledger": [msgspec.to_builtins(item) for item in status.ledger],
    }


def _paused_keys(status: RunStatus) -> dict[str, Any] | None:
    if not status.paused_by:
        return None
    since = f"{status.paused_since:%Y-%m-%dT%H:%M:%SZ}" if status.paused_since else None
    return {"by": status.paused_by, "reason": status.paused_because, "since": since, "costs": list(status.costs)}


def _test_app_keys(status: RunStatus) -> dict[str, Any] | None:
    """None while it is not deployed."""
    app = status.test_app
    if app is None:
        return None
    silent = [{"node": node, "since": f"{since:%Y-%m-%dT%H:%M:%SZ}"} for node, since in app.silent]
    return {"app": app.app, "nodes": list(app.nodes), "silent": silent}


def _halted_keys(status: RunStatus) -> dict[str, Any] | None:
    halted = status.halted
    if halted is None:
        return None
    kind = {KINDS.get(halted.what, "node_state"): halted.name}
    return {**kind, "node": halted.node, "reason": halted.reason, "evidence": list(halted.evidence)}
