"""Risks of edges."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.catalog.knowledge import Risk
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (risk.id for risk in catalog.own().risks)


def explain(name: str) -> Explanation:
    risk = next(each for each in catalog.own().risks if each.id == name)
    text = sentence(
        risk.message,
        f"From {risk.source} to {risk.target}, where {risk.when.text} ({risk.severity}).",
        _mended(risk),
        f"Remedy: {risk.remedy.rstrip('.')}.",
        f"Verify: {risk.verify}",
    )
    return Explanation(name=name, kind="risk", title=risk.title, text=text, source="; ".join(risk.sources))


def _mended(risk: Risk) -> str:
    return f"Mended in {', '.join(str(each) for each in risk.fixed_in)}." if risk.fixed_in else ""


KIND = Kind(name="risk", meaning="a named danger of an edge", names=names, explain=explain, rank=2)
