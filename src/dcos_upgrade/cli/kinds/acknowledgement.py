"""What no probe can see, and a person says."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (each.id for each in catalog.own().acknowledgements)


def explain(name: str) -> Explanation:
    known = next(each for each in catalog.own().acknowledgements if each.id == name)
    text = sentence(known.question, f"Asked where {known.when.text} ({known.severity}).")
    source = "; ".join((f"workbook, '{known.section}'", *known.sources))
    return Explanation(name=name, kind="acknowledgement", title=known.title, text=text, source=source)


KIND = Kind(
    name="acknowledgement",
    meaning="what no probe can see, and a person says",
    names=names,
    explain=explain,
    rank=2,
)
