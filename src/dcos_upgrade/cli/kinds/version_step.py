"""Steps that hops between certain releases ask for."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (step.id for step in catalog.own().version_steps)


def explain(name: str) -> Explanation:
    step = next(each for each in catalog.own().version_steps if each.id == name)
    text = sentence(
        step.text,
        f"From {step.source} to {step.target}, {step.at}, where {step.when.text} ({step.how}: {step.by}).",
        f"Verify: {step.verify}",
    )
    return Explanation(name=name, kind="version step", title=step.title, text=text, source="; ".join(step.sources))


KIND = Kind(
    name="version step",
    meaning="what a hop between certain releases asks for",
    names=names,
    explain=explain,
    rank=2,
)
