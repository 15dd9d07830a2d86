"""Why a release cannot be reached, as JSON keys."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.planning.blocked import Blocked, WhyNot
from dcos_upgrade.planning.route import RouteAnswer
from dcos_upgrade.planning.why_not import Change, Condition, Opening
from dcos_upgrade.render.keys.plan import refusal_keys


def why_not_keys(found: WhyNot) -> dict[str, Any]:
    wanted = found.wanted
    return {
        "from": str(wanted.source),
        "to": str(wanted.target),
        "on": str(wanted.on),
        "policy": str(wanted.question().policy),
        "route": [str(stop) for stop in found.opening.way.route] if found.opening else [],
        "blocked": [blocked_keys(each, wanted.command()) for each in found.blocked],
        "other_ways": [opening_keys(each) for each in found.others],
        "instead": [instead_keys(each) for each in found.instead],
        "one_step": [refusal_keys(each) for each in found.one_step],
    }


def blocked_keys(blocked: Blocked, command: str) -> dict[str, Any]:
    """The first condition stands for the change; ``lifts`` has all. What nothing lifts is seen by the plan's own answer."""
    first = blocked.conditions[0]
    return {
        "rule": first.rule,
        "reason": first.reason,
        "source": first.source,
        "change": blocked.change.what if blocked.change else "",
        "verify": blocked.change.verify if blocked.change else f"{command} --explain",
        "unknown": blocked.unknown,
        "lifts": [condition_keys(each) for each in blocked.conditions],
    }


def condition_keys(condition: Condition) -> dict[str, Any]:
    return {
        "rule": condition.rule,
        "reason": condition.reason,
        "source": condition.source,
        "unknown": condition.unknown,
    }


def opening_keys(opening: Opening) -> dict[str, Any]:
    return {
        "route": [str(stop) for stop in opening.way.route],
        "changes": [change_keys(each) for each in opening.changes],
    }


def change_keys(change: Change) -> dict[str, Any]:
    return {"change": change.what, "verify": change.verify}


def instead_keys(answer: RouteAnswer) -> dict[str, Any]:
    return {
        "version": str(answer.target),
        "route": [str(stop) for stop in answer.route],
        "verify": f"dcos-upgrade plan --from {answer.source} --to {answer.target} --on {answer.on} --policy {answer.policy}",
    }
