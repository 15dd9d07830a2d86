"""Two plans side by side: route, hops, waves and the nodes that moved between them, pacing, people, facts, catalog. Pure.

A plan is compared as it is written, so that no field of it, nor one of a later version, differs without being told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from dcos_upgrade.core.plan import Plan
from dcos_upgrade.planning.plan_difference import Bearing, Difference, changed, of_sets, text
from dcos_upgrade.planning.wave_diff import hop_differences

Fields = Mapping[str, Any]

OWN_WORD = frozenset({"digest"})
"""Follows from everything else."""
LISTS = ("notes", "refusals")
FOLLOWS = "what is told beside the plan"


def plan_differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """Empty exactly when the plans are the same; in the order in which people read a plan."""
    return differences_of(msgspec.to_builtins(before), msgspec.to_builtins(after))


def differences_of(old: Fields, new: Fields) -> tuple[Difference, ...]:
    """Of two plans as they are written."""
    found = [difference for part in _PARTS for difference in part(old, new)]
    rest = _without(old), _without(new)
    return (*found, *changed("plan", *rest))


def _without(plan: Fields) -> dict[str, Any]:
    return {key: value for key, value in plan.items() if key not in _TOLD | OWN_WORD}


def _route(old: Fields, new: Fields) -> Iterator[Difference]:
    if old["route"] != new["route"]:
        yield Difference(where="route", what="stops", before=_way(old["route"]), after=_way(new["route"]))


def _way(stops: list[str]) -> str:
    return " → ".join(stops) or "none"


def _hops(old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = _named(old["hops"], _hop), _named(new["hops"], _hop)
    for name in dict.fromkeys((*before, *after)):
        if name not in before or name not in after:
            planned = ("planned", "not planned") if name in before else ("not planned", "planned")
            yield Difference(where=name, what="hop", before=planned[0], after=planned[1])
        else:
            yield from hop_differences(name, before[name], after[name])


def _named(rows: list[dict[str, Any]], name: Callable[[Fields], str]) -> dict[str, Any]:
    return {name(row): row for row in rows}


def _hop(hop: Fields) -> str:
    return f"hop {hop['from']} to {hop['to']}"


def _pacing(old: Fields, new: Fields) -> Iterator[Difference]:
    yield from changed("pacing", old["pacing"], new["pacing"])


def _approvals(old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = old.get("approvals", []), new.get("approvals", [])
    if before != after:
        told = (", ".join(each) or "none" for each in (before, after))
        yield Difference(
            where="approvals", what="points", before=next(told), after=next(told), bearing=of_sets(before, after)
        )


def _site_steps(old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = (
        _named(each.get("site_steps", []), lambda step: f"{step['name']} at {step['at']}") for each in (old, new)
    )
    for name in dict.fromkeys((*before, *after)):
        yield from changed(f"site step {name}", before.get(name, {}), after.get(name, {}))
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(where="site steps", what="order", before=", ".join(before), after=", ".join(after))


def _facts(old: Fields, new: Fields) -> Iterator[Difference]:
    yield from changed("facts relied on", old["relied_on"], new["relied_on"])


def _inventory(old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = (_named(each["inventory"]["nodes"], lambda node: str(node["id"])) for each in (old, new))
    for name in dict.fromkeys((*before, *after)):
        yield from changed(f"inventory, {name}", before.get(name, {}), after.get(name, {}))
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(where="inventory", what="order", before=", ".join(before), after=", ".join(after))
    yield from changed("inventory", _but(old["inventory"], "nodes"), _but(new["inventory"], "nodes"))


def _but(fields: Fields, key: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != key}


def _told_beside(old: Fields, new: Fields) -> Iterator[Difference]:
    """Notes and refusals: what is said to people, of which a run does nothing."""
    for key in LISTS:
        before, after = ([text(each) for each in plan[key]] for plan in (old, new))
        gone, come = [each for each in before if each not in after], [each for each in after if each not in before]
        for each in gone:
            yield _line(key, each, "")
        for each in come:
            yield _line(key, "", each)
        if before != after and not gone and not come:
            yield _line(key, "in one order or number", "in another")


def _line(key: str, before: str, after: str) -> Difference:
    return Difference(where=FOLLOWS, what=key, before=before, after=after, bearing=Bearing.NEUTRAL)


_PARTS = (_route, _hops, _approvals, _pacing, _site_steps, _facts, _inventory, _told_beside)
_TOLD = frozenset({"route", "hops", "approvals", "pacing", "site_steps", "relied_on", "inventory", *LISTS})
