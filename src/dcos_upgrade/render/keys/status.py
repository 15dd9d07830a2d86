"""Where a run is, as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.usecases.status import RunStatus, Where


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
        "ledger": [msgspec.to_builtins(item) for item in status.ledger],
    }


def _halted_keys(status: RunStatus) -> dict[str, Any] | None:
    halted = status.halted
    if halted is None:
        return None
    kind = {"gate": halted.name} if halted.what == "gate" else {"node_state": halted.name}
    return {**kind, "node": halted.node, "reason": halted.reason, "evidence": list(halted.evidence)}
