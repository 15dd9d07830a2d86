"""What the catalog knows of each hop of a route: risks that bear on it, and steps that it asks for. Pure.

Unknown is not fine: a risk whose condition nobody can answer stands, and a step of which nobody knows whether it is needed is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import Moment, VersionStep
from dcos_upgrade.core.expression import Truth
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.judged import JudgedRisk, judged_risks
from dcos_upgrade.planning.knowing import KnownFacts, truth
from dcos_upgrade.planning.situation import Situation

_WORST_FIRST = tuple(Severity)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStep:
    """A step that belongs to the hop. ``truth.holds``: it is asked for, it is not needed, or nobody knows."""

    step: VersionStep
    truth: Truth

    @property
    def asked(self) -> bool:
        return self.truth.holds is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class HopKnowledge:
    """Hops count from 1. ``risks`` worst first, ``steps`` in the order of their moments."""

    hop: int
    source: Version
    target: Version
    risks: tuple[JudgedRisk, ...]
    steps: tuple[JudgedStep, ...]

    @property
    def standing(self) -> tuple[JudgedRisk, ...]:
        """Risks that apply, or may apply as far as is known."""
        return tuple(risk for risk in self.risks if risk.stands)

    @property
    def asked(self) -> tuple[JudgedStep, ...]:
        return tuple(step for step in self.steps if step.asked)


def hop_knowledge(
    route: Sequence[Version],
    on: date,
    catalog: Catalog,
    *,
    snapshot: Snapshot | None = None,
    plan: Plan | None = None,
    acknowledged: frozenset[str] = frozenset(),
) -> tuple[HopKnowledge, ...]:
    """For each hop of the route, in its order. Without a snapshot what a cluster would say is unknown."""
    situations = (
        Situation(
            source=source,
            target=target,
            wanted=route[-1],
            on=on,
            catalog=catalog,
            route=tuple(route),
            snapshot=snapshot,
            plan=plan,
            acknowledged=acknowledged,
        )
        for source, target in pairwise(route)
    )
    return tuple(_of_hop(number, situation) for number, situation in enumerate(situations, start=1))


def _of_hop(number: int, situation: Situation) -> HopKnowledge:
    known = KnownFacts(situation)
    risks = judged_risks(situation, known)
    moments = list(Moment)
    return HopKnowledge(
        hop=number,
        source=situation.source,
        target=situation.target,
        risks=tuple(sorted(risks, key=lambda each: (_WORST_FIRST.index(each.risk.severity), each.risk.id))),
        steps=tuple(sorted(_steps(situation, known), key=lambda each: (moments.index(each.step.at), each.step.id))),
    )


def _steps(situation: Situation, known: KnownFacts) -> Iterator[JudgedStep]:
    for step in situation.catalog.version_steps:
        if step.belongs_to(situation.source, situation.target):
            yield JudgedStep(step=step, truth=truth(step.when, known))
