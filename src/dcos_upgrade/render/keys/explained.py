"""What is behind a route, as JSON keys."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.planning.another_way import SOURCE, AnotherWay, Count
from dcos_upgrade.planning.door import ClosedDoor
from dcos_upgrade.planning.explained import ExplainedRoute
from dcos_upgrade.planning.leaps import ShorterRoute


def explained_keys(behind: ExplainedRoute) -> dict[str, Any]:
    return {
        "shorter": [shorter_keys(each) for each in behind.shorter],
        "doors": [door_keys(each) for each in behind.doors],
        "another_way": another_keys(behind.another) if behind.another else None,
    }


def shorter_keys(shorter: ShorterRoute) -> dict[str, Any]:
    refused = shorter.refusal
    return {
        "route": list(shorter.route),
        "from": refused.source_release,
        "to": refused.target_release,
        "rule": refused.rule,
        "reason": refused.reason,
        "source": refused.source,
    }


def door_keys(closed: ClosedDoor) -> dict[str, Any]:
    return {
        "hop": closed.hop,
        "from": closed.source,
        "to": closed.target,
        "door": closed.door.id,
        "after": str(closed.door.after),
        "says": closed.says,
        "source": closed.door.source,
    }


def another_keys(another: AnotherWay) -> dict[str, Any]:
    return {
        "hops": another.hops,
        "takes": list(another.takes),
        "counts": [count_keys(each) for each in another.counts],
        "source": SOURCE,
    }


def count_keys(count: Count) -> dict[str, Any]:
    return {"what": count.what, "number": count.number, "unknown": count.unknown, "ask": count.ask}
