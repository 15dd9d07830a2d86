"""Doors."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.planning import doors
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return doors.discover()


def explain(name: str) -> Explanation:
    door = doors.discover()[name]
    text = said_by(door.says) or door.title
    return Explanation(name=name, kind="door", title=door.title, text=text, source=door.source)


KIND = Kind(
    name="door", meaning="a moment in a hop after which something cannot go back", names=names, explain=explain, rank=1
)
