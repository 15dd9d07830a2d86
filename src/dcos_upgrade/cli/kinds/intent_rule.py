"""Rules of what a run may change beside the release."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.cli.kind import Kind, said_by
from dcos_upgrade.planning.intents import rules as intent_rules
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return intent_rules.discover()


def explain(name: str) -> Explanation:
    rule = intent_rules.discover()[name]
    text = said_by(rule.judge) or rule.title
    return Explanation(name=name, kind="intent rule", title=rule.title, text=text, source=rule.source)


KIND = Kind(
    name="intent rule",
    meaning="a policy on what a run may change beside the release",
    names=names,
    explain=explain,
    rank=1,
)
