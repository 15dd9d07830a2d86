"""What the catalog's risks and policy rules say of one hop in its circumstances. Three-valued: unknown is not fine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.catalog.knowledge import PolicyRule, Risk
from dcos_upgrade.core.expression import Truth
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.knowing import KnownFacts, truth
from dcos_upgrade.planning.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRisk:
    """A risk that bears on the hop. ``truth.holds``: it applies, it does not, or nobody knows."""

    risk: Risk
    truth: Truth

    @property
    def stands(self) -> bool:
        """Applies, or may apply as far as is known."""
        return self.truth.holds is not False

    @property
    def blocks(self) -> bool:
        """Grave enough that ``run`` does not begin the hop while nobody has taken it by name."""
        return self.stands and self.risk.severity is Severity.BLOCKER


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRule:
    """``truth.holds``: the rule objects, has nothing against it, or cannot know."""

    rule: PolicyRule
    truth: Truth

    @property
    def objects(self) -> bool:
        return self.truth.holds is True


def judged_risks(situation: Situation, known: KnownFacts | None = None) -> tuple[JudgedRisk, ...]:
    """Every risk that bears on the hop, those that do not apply too; in the order of their ids."""
    facts = known or KnownFacts(situation)
    return tuple(JudgedRisk(risk=risk, truth=truth(risk.when, facts)) for risk in bearing(situation))


def bearing(situation: Situation) -> Iterator[Risk]:
    """The risks of this edge, whatever the facts."""
    return (risk for risk in situation.catalog.risks if risk.bears_on(situation.source, situation.target))
