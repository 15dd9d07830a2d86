"""What the release at the end of a hop asks of the machines under it: met, not met, or unknown and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.catalog.requirement import HostRequirement
from dcos_upgrade.core.expression import Truth
from dcos_upgrade.planning.knowing import KnownFacts, truth
from dcos_upgrade.planning.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRequirement:
    """``truth.holds``: the requirement is met, it is not, or nobody knows; ``truth.because`` says why."""

    requirement: HostRequirement
    truth: Truth

    @property
    def why(self) -> str:
        return "; ".join(self.truth.because)


def judged_requirements(situation: Situation, known: KnownFacts | None = None) -> tuple[JudgedRequirement, ...]:
    """Every requirement of the situation's target, in the order of their ids; those that no probe answers are unknown."""
    facts = known or KnownFacts(situation)
    asked = (each for each in situation.catalog.host_requirements if each.asked_by(situation.target))
    return tuple(JudgedRequirement(requirement=each, truth=_truth(each, facts)) for each in asked)


def _truth(requirement: HostRequirement, facts: KnownFacts) -> Truth:
    if requirement.holds is None:
        return Truth(holds=None, because=(requirement.unasked,))
    return truth(requirement.holds, facts)
