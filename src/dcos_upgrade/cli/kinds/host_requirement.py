"""What a machine must be for a release."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (each.id for each in catalog.own().host_requirements)


def explain(name: str) -> Explanation:
    known = next(each for each in catalog.own().host_requirements if each.id == name)
    asked = f"Holds where {known.holds.text}." if known.holds else known.unasked
    text = sentence(
        known.message,
        f"For {known.releases} ({known.severity}).",
        asked,
        f"Remedy: {known.remedy.rstrip('.')}.",
        f"Verify: {known.verify}",
    )
    return Explanation(
        name=name, kind="host requirement", title=known.title, text=text, source="; ".join(known.sources)
    )


KIND = Kind(
    name="host requirement",
    meaning="what a machine must be for a release",
    names=names,
    explain=explain,
    rank=2,
)
