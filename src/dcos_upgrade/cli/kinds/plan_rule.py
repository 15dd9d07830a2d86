"""Rules of whole plans."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.planning import plan_rules
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return plan_rules.discover()


def explain(name: str) -> Explanation:
    rule = plan_rules.discover()[name]
    text = said_by(rule.objection) or rule.title
    return Explanation(name=name, kind="plan rule", title=rule.title, text=text, source=rule.source)


KIND = Kind(name="plan rule", meaning="a policy that may refuse a whole plan", names=names, explain=explain, rank=1)
