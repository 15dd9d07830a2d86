"""A route and a plan as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.plan import Plan, Refusal
from dcos_upgrade.planning.route import RouteAnswer


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
        **({"configuration": msgspec.to_builtins(answer.configuration)} if answer.configuration else {}),
    }


def plan_keys(plan: Plan) -> dict[str, Any]:
    """The plan itself: what is printed is what a plan file holds."""
    keys: dict[str, Any] = msgspec.to_builtins(plan)
    return keys


def refusal_keys(refusal: Refusal) -> dict[str, Any]:
    keys: dict[str, Any] = msgspec.to_builtins(refusal)
    return keys
