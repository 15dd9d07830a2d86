"""Invariants."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.planning import invariants
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return invariants.discover()


def explain(name: str) -> Explanation:
    invariant = invariants.discover()[name]
    text = said_by(invariant.objection) or invariant.title
    return Explanation(name=name, kind="invariant", title=invariant.title, text=text, source=invariant.source)


KIND = Kind(
    name="invariant", meaning="what must hold at every moment that a plan allows", names=names, explain=explain, rank=1
)
