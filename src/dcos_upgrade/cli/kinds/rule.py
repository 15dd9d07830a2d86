"""Rules of routes."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.planning import rules
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return rules.discover()


def explain(name: str) -> Explanation:
    rule = rules.discover()[name]
    text = said_by(rule.objection) or rule.title
    return Explanation(name=name, kind="rule", title=rule.title, text=text, source=rule.source)


KIND = Kind(
    name="rule", meaning="a policy that may refuse a step between releases", names=names, explain=explain, rank=1
)
