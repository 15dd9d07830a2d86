"""Kinds of saved answers."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import saved
from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return [kind.id for kind in saved.discover()]


def explain(name: str) -> Explanation:
    found = next(kind for kind in saved.discover() if kind.id == name)
    text = f"Left aside by capture --from-files: {found.ignored}." if found.ignored else "Read by capture --from-files."
    return Explanation(name=name, kind="saved answer", title=found.title, text=text, source=found.source)


KIND = Kind(
    name="saved answer", meaning="kinds of files that capture --from-files knows", names=names, explain=explain, rank=9
)
