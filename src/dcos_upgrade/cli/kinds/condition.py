"""Conditions of a way."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.render.console.explanation import Explanation
from dcos_upgrade.usecases import conditions


def names() -> Iterable[str]:
    return conditions.discover()


def explain(name: str) -> Explanation:
    condition = conditions.discover()[name]
    text = said_by(condition.unmet) or condition.title
    return Explanation(name=name, kind="condition", title=condition.title, text=text, source=condition.source)


KIND = Kind(
    name="condition", meaning="what a cluster must be before it can go a way", names=names, explain=explain, rank=1
)
