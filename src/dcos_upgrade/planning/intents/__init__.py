"""One intent per run: release or configuration or security mode. What the rules have against a run that would do more. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.planning.intents import rules
from dcos_upgrade.planning.intents.intent import Intent
from dcos_upgrade.planning.intents.intent_rule import IntentRule, Objects, Tells

NOT_COMPARED = (
    "the planned configuration was not compared with the cluster's own: give it with --config "
    "(workbook, 'Execute an Upgrade', gate 3)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``refusals`` refuse the plan; ``unknown`` is why it cannot be made; ``notes`` are for people."""

    refusals: tuple[Refusal, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def judged(intent: Intent) -> Judged:
    """Every rule asked once."""
    said = [(rule, each) for rule in rules.discover().values() for each in rule.judge(intent)]
    return Judged(
        refusals=tuple(_refusal(intent, rule, each) for rule, each in said if isinstance(each, Objects)),
        unknown=tuple(dict.fromkeys(each.reason for _, each in said if isinstance(each, Unknown))),
        notes=(*_of_comparing(intent), *(each.reason for _, each in said if isinstance(each, Tells))),
    )


def _of_comparing(intent: Intent) -> tuple[str, ...]:
    if intent.planned is None:
        return () if intent.reconfigures else (NOT_COMPARED,)
    names = ", ".join(intent.not_compared)
    return (f"keys with secrets were not compared, look yourself: {names}",) if names else ()


def _refusal(intent: Intent, rule: IntentRule, objection: Objects) -> Refusal:
    first, last = objection.hop or (intent.route[0], intent.route[-1])
    return Refusal(
        source_release=str(first), target_release=str(last), rule=rule.id, reason=objection.reason, source=rule.source
    )


__all__ = ["Intent", "Judged", "judged"]
