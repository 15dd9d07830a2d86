"""The stages of one hop in two plans: waves, and the nodes that moved between them. Pure, over the plans as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from dcos_upgrade.planning.plan_difference import Difference, changed, of_sets, text

Fields = Mapping[str, Any]

NOWHERE = "not planned"


def hop_differences(hop: str, old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = ({stage["name"]: stage for stage in each["stages"]} for each in (old, new))
    for name in dict.fromkeys((*before, *after)):
        where = f"{hop}, {name}"
        if name not in before or name not in after:
            planned = ("planned", NOWHERE) if name in before else (NOWHERE, "planned")
            yield Difference(where=where, what="stage", before=planned[0], after=planned[1])
        else:
            yield from _stage(where, before[name], after[name])
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(where=hop, what="order of stages", before=", ".join(before), after=", ".join(after))
    yield from changed(hop, _but(old, "stages"), _but(new, "stages"))


def _stage(where: str, old: Fields, new: Fields) -> Iterator[Difference]:
    if len(old["waves"]) != len(new["waves"]):
        yield Difference(where=where, what="waves", before=text(len(old["waves"])), after=text(len(new["waves"])))
    yield from _moved(where, old, new)
    for number, (before, after) in enumerate(zip_longest(old["waves"], new["waves"]), start=1):
        if before is not None and after is not None:
            yield from _wave(f"{where}, wave {number}", before, after)
    services = [{each["app"]: each for each in stage.get("services", [])} for stage in (old, new)]
    yield from changed(f"{where}, service Marathons", *services)
    yield from changed(where, _but(old, "waves", "services"), _but(new, "waves", "services"))


def _moved(where: str, old: Fields, new: Fields) -> Iterator[Difference]:
    """Each node that goes in another wave, or in none."""
    before, after = _places(old), _places(new)
    for node in dict.fromkeys((*before, *after)):
        was, will = before.get(node, NOWHERE), after.get(node, NOWHERE)
        if was != will:
            yield Difference(where=where, what=f"wave of {node}", before=was, after=will)


def _places(stage: Fields) -> dict[str, str]:
    return {
        step["node"]: f"wave {number} ({wave['name']})"
        for number, wave in enumerate(stage["waves"], start=1)
        for step in wave["steps"]
    }


def _wave(where: str, old: Fields, new: Fields) -> Iterator[Difference]:
    before, after = ({step["node"]: step for step in wave["steps"]} for wave in (old, new))
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(where=where, what="order", before=", ".join(before), after=", ".join(after))
    for node in before.keys() & after.keys():
        yield from changed(f"{where}, {node}", before[node], after[node])
    if old["gates"] != new["gates"]:
        told = [", ".join(each["gates"]) or "none" for each in (old, new)]
        yield Difference(
            where=where, what="gates", before=told[0], after=told[1], bearing=of_sets(old["gates"], new["gates"])
        )
    yield from changed(where, _but(old, "steps", "gates"), _but(new, "steps", "gates"))


def _but(fields: Fields, *keys: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in keys}
