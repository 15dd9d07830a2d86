"""Kinds of things that two snapshots are compared by."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by, sentence
from dcos_upgrade.drift import kinds
from dcos_upgrade.render.console.explanation import Explanation

PREFIX = "drift:"
"""Many kinds are called as the things themselves, and those are explained under their own names."""


def names() -> Iterable[str]:
    return (f"{PREFIX}{name}" for name in kinds.discover())


def explain(name: str) -> Explanation:
    kind = kinds.discover()[name.removeprefix(PREFIX)]
    text = sentence(said_by(kind.lines), f"Expected by dcos-upgrade diff: {kind.expects}.")
    return Explanation(name=name, kind="drift kind", title=kind.title, text=text, source=kind.source)


KIND = Kind(
    name="drift kind",
    meaning="what dcos-upgrade diff compares between two snapshots, and what of it is expected",
    names=names,
    explain=explain,
    rank=6,
)
