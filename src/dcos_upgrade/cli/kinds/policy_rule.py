"""Statements of the workbook as rules."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade import catalog
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterable[str]:
    return (rule.id for rule in catalog.own().policy_rules)


def explain(name: str) -> Explanation:
    rule = next(each for each in catalog.own().policy_rules if each.id == name)
    text = sentence(
        rule.question,
        f"{rule.verdict.rstrip('.')}:" if rule.question else "",
        rule.reason,
        f"Objects where {rule.objects.text} ({rule.severity}).",
        f"Here: {rule.action}",
        f"Corrected: {rule.correction}" if rule.correction else "",
        f"Enforced by {', '.join(rule.homes)}; every plan judges it.",
    )
    source = "; ".join(dict.fromkeys((f"workbook, '{rule.section}'", *rule.sources)))
    return Explanation(name=name, kind="policy rule", title=rule.title, text=text, source=source)


KIND = Kind(name="policy rule", meaning="a statement of the workbook as a rule", names=names, explain=explain, rank=2)
