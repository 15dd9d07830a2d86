"""Checks."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import checks
from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return checks.discover()


def explain(name: str) -> Explanation:
    check = checks.discover()[name]
    text = said_by(check.judge) or check.title
    return Explanation(name=name, kind="check", title=check.title, text=text, source=check.source)


KIND = Kind(
    name="check",
    meaning="a question about a cluster, answered for each subject of the inventory",
    names=names,
    explain=explain,
    rank=1,
)
