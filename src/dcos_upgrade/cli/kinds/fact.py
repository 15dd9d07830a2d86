"""Facts that conditions of the catalog may name."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by, sentence
from dcos_upgrade.planning import facts
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return facts.discover()


def explain(name: str) -> Explanation:
    fact = facts.discover()[name]
    asked = f"Read from {', '.join(fact.probes)}." if fact.probes else ""
    text = sentence(said_by(fact.read), asked)
    return Explanation(name=name, kind="fact", title=fact.title, text=text, source=fact.source)


KIND = Kind(name="fact", meaning="what conditions of the catalog may name", names=names, explain=explain, rank=3)
