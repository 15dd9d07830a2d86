"""Questions and answers, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dcos_upgrade.catalog.knowledge import PolicyRule
from dcos_upgrade.render.terminal import BOLD, Terminal


def rule_keys(rule: PolicyRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "question": rule.question or rule.title,
        "verdict": rule.verdict,
        "reason": rule.reason,
        "action": rule.action,
        "correction": rule.correction,
        "severity": str(rule.severity),
        "section": rule.section,
        "source": "; ".join(rule.sources),
    }


def questions_text(rules: Sequence[PolicyRule], words: Sequence[str], terminal: Terminal) -> str:
    if not rules:
        said = " ".join(words)
        return terminal.wrapped(f"Nothing in the workbook has the words {said}. All its questions: dcos-upgrade faq")
    return "\n\n".join(_one(rule, terminal) for rule in rules)


def _one(rule: PolicyRule, terminal: Terminal) -> str:
    lines = [
        terminal.style(terminal.wrapped(rule.question or rule.title), BOLD),
        terminal.wrapped(f"{rule.verdict}. {rule.reason}", first="  answer    "),
        terminal.wrapped(rule.action, first="  the tool  "),
    ]
    if rule.correction:
        lines.append(terminal.wrapped(rule.correction, first="  but       "))
    lines.append(terminal.wrapped(f"{'; '.join(rule.sources)} ({rule.id})", first="  source    "))
    return "\n".join(lines)
