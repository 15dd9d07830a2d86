"""What the workbook's rules say of each hop of a route, or of a plan for a captured cluster. Pure.

A rule whose condition asks nothing of the hop says the same on every hop, and is judged once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from types import MappingProxyType

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import PolicyRule
from dcos_upgrade.core.expression import Truth, Value, names
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import Plan, Refusal
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.judged import JudgedRule
from dcos_upgrade.planning.knowing import KnownFacts, truth
from dcos_upgrade.planning.situation import Situation

Ends = tuple[Version, Version]
NO_CLUSTER = "no cluster was captured"
NOTHING_SAID: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known besides the hops. What ``snapshot`` and ``plan`` would say is unknown while there is none."""

    on: date
    catalog: Catalog
    snapshot: Snapshot | None = None
    plan: Plan | None = None
    acknowledged: frozenset[str] = frozenset()
    said: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopRule:
    """What one rule says of one hop. Hops count from 1."""

    hop: int
    source: Version
    target: Version
    judged: JudgedRule

    @property
    def refuses(self) -> bool:
        return self.judged.objects and self.judged.rule.severity is Severity.BLOCKER


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOnHops:
    """One rule with the hops of which it says the same kind of thing; ``truth`` is the first hop's."""

    rule: PolicyRule
    truth: Truth
    hops: tuple[int, ...]

    @property
    def waits_for_word(self) -> bool:
        """It asks what only a person can say."""
        return "people.acknowledged" in names(self.rule.objects.expression)


def policy_of_route(route: Sequence[Version], known: Circumstances) -> tuple[HopRule, ...]:
    """Every policy rule on every hop: by the hop, then by the rule's id."""
    return _judged(tuple(pairwise(route)), known)


def policy_of_plan(
    plan: Plan, snapshot: Snapshot, catalog: Catalog, said: Mapping[str, Value] = NOTHING_SAID
) -> tuple[HopRule, ...]:
    """As of the day for which the plan was made. A hop in which nothing is left to do is no hop of the plan."""
    hops = tuple((Version.parse(hop.source), Version.parse(hop.target)) for hop in plan.hops)
    known = Circumstances(on=plan.on, catalog=catalog, snapshot=snapshot, plan=plan, said=said)
    return _judged(hops, known)


def _judged(hops: Sequence[Ends], known: Circumstances) -> tuple[HopRule, ...]:
    situations = [_situation(ends, hops, known) for ends in hops]
    same: dict[str, Truth] = {}
    return tuple(row for hop, each in enumerate(situations, start=1) for row in _on_hop(hop, each, same))


def _situation(ends: Ends, hops: Sequence[Ends], known: Circumstances) -> Situation:
    route = (hops[0][0], *(target for _, target in hops))
    return Situation(
        source=ends[0],
        target=ends[1],
        wanted=route[-1],
        on=known.on,
        catalog=known.catalog,
        route=route,
        snapshot=known.snapshot,
        plan=known.plan,
        acknowledged=known.acknowledged,
        said=known.said,
    )


def _on_hop(hop: int, situation: Situation, same: dict[str, Truth]) -> Iterator[HopRule]:
    """``same`` gathers what holds on every hop, by the rule's id."""
    known = KnownFacts(situation)
    for rule in situation.catalog.policy_rules:
        found = same.get(rule.id) or _truth(rule, situation, known)
        if not any(fact.differs_by_hop for fact in _asked(rule)):
            same[rule.id] = found
        judged = JudgedRule(rule=rule, truth=found)
        yield HopRule(hop=hop, source=situation.source, target=situation.target, judged=judged)


def _truth(rule: PolicyRule, situation: Situation, known: KnownFacts) -> Truth:
    """A rule that asks whether something was captured has nothing to ask where nothing was to be captured."""
    if situation.snapshot is None and any(fact.probes for fact in _asked(rule)):
        return Truth(holds=None, because=(NO_CLUSTER,))
    return truth(rule.objects, known)


def _asked(rule: PolicyRule) -> Iterator[Fact]:
    vocabulary = facts.discover()
    return (vocabulary[name] for name in names(rule.objects.expression) if name in vocabulary)


def refusing(rows: Sequence[HopRule]) -> tuple[HopRule, ...]:
    """What stands in the way of the plan: each rule once, at the first hop to which it objects."""
    first = {row.judged.rule.id: row for row in reversed(rows) if row.refuses}
    return tuple(sorted(first.values(), key=lambda row: (row.hop, _id(row))))


def refusals(rows: Sequence[HopRule]) -> tuple[Refusal, ...]:
    return tuple(_refusal(row) for row in refusing(rows))


def _refusal(row: HopRule) -> Refusal:
    rule = row.judged.rule
    return Refusal(
        source_release=str(row.source),
        target_release=str(row.target),
        rule=rule.id,
        reason=f"{rule.title}; here {'; '.join(row.judged.truth.because)}",
        source="; ".join(rule.sources),
    )


def on_hops(rows: Iterable[HopRule], holds: bool | None) -> tuple[RuleOnHops, ...]:
    """The rules that say this (True objects, None unknown) of some hop, in the order of their ids."""
    found = sorted((row for row in rows if row.judged.truth.holds is holds), key=_id)
    return tuple(_grouped(list(group)) for _, group in groupby(found, key=_id))


def _id(row: HopRule) -> str:
    return row.judged.rule.id


def _grouped(rows: Sequence[HopRule]) -> RuleOnHops:
    first = rows[0].judged
    return RuleOnHops(rule=first.rule, truth=first.truth, hops=tuple(row.hop for row in rows))
