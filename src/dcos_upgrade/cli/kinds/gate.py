"""Gates."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import gates
from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return gates.discover()


def explain(name: str) -> Explanation:
    gate = gates.discover()[name]
    text = f"Passes when these hold {gate.in_a_row} looks in a row: {', '.join(gate.checks)}."
    return Explanation(name=name, kind="gate", title=gate.title, text=text, source=gate.source)


KIND = Kind(name="gate", meaning="checks that must hold several looks in a row", names=names, explain=explain, rank=1)
