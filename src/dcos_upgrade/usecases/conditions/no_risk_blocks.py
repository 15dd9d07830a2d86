"""No grave risk stands on a hop: none applies, and of none nobody knows. ``run`` begins no hop on which one stands that nobody has taken."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.judged import JudgedRisk, judged_risks
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.planning.why_not import Change, Condition
from dcos_upgrade.usecases.condition import ConditionKind, Journey

RULE = "no-risk-blocks"


def unmet(journey: Journey) -> Iterator[Condition]:
    for source, target in pairwise(journey.route):
        for judged in judged_risks(_situation(journey, source, target)):
            if judged.blocks:
                yield _condition(judged, source, target)


def _situation(journey: Journey, source: Version, target: Version) -> Situation:
    return Situation(
        source=source,
        target=target,
        wanted=journey.target,
        on=journey.on,
        catalog=journey.catalog,
        route=journey.route,
        snapshot=journey.snapshot,
    )


def _condition(judged: JudgedRisk, source: Version, target: Version) -> Condition:
    """A risk is one thing to change, on however many hops it stands."""
    risk, truth = judged.risk, judged.truth
    because = f" ({'; '.join(truth.because)})" if truth.because else ""
    return Condition(
        rule=risk.id,
        reason=f"{source} to {target}: {risk.message}{because}",
        source="; ".join(risk.sources),
        met_by=(Change(id=f"risk {risk.id}", what=risk.remedy, verify=risk.verify),),
        unknown=truth.holds is None,
    )


CONDITION = ConditionKind(
    id=RULE, title="No risk stands that blocks a hop", source="the catalog's risks, each with its own", unmet=unmet
)
