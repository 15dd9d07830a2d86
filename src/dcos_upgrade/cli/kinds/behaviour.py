"""What a run does by itself."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.planning.behaviours import BEHAVIOURS
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return BEHAVIOURS


def explain(name: str) -> Explanation:
    known = BEHAVIOURS[name]
    title = name.replace("-", " ").capitalize()
    return Explanation(name=name, kind="behaviour", title=title, text=known.does, source=known.module)


KIND = Kind(name="behaviour", meaning="what a run does by itself", names=names, explain=explain, rank=6)
