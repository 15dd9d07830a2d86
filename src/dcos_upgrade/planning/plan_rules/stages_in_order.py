"""All five stages, each once, in the workbook's order; what has no nodes of its own has no waves."""

from __future__ import annotations

from dcos_upgrade.core.plan import Hop, StageName
from dcos_upgrade.planning.plan_rule import ROLE_OF, Objection, PlanRule, Review, place_of_hop, place_of_stage


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        names = [stage.name for stage in hop.stages]
        if names != list(StageName):
            return Objection(reason=_why(names), trace=(f"{place_of_hop(number, hop)}: {', '.join(names)}",))
        found = _waves_without_nodes(number, hop)
        if found is not None:
            return found
    return None


def _why(names: list[StageName]) -> str:
    missing = [name for name in StageName if name not in names]
    if missing:
        return f"the stage {missing[0]} is missing"
    twice = [name for name in StageName if names.count(name) > 1]
    if twice:
        return f"the stage {twice[0]} is there {names.count(twice[0])} times"
    first = next(name for name, right in zip(names, StageName, strict=True) if name is not right)
    return f"the stage {first} comes too early: the order is {', '.join(StageName)}"


def _waves_without_nodes(number: int, hop: Hop) -> Objection | None:
    for stage in hop.stages:
        if stage.waves and stage.name not in ROLE_OF:
            place = place_of_stage(number, hop, stage)
            return Objection(reason=f"the stage {stage.name} has waves, and no node belongs there", trace=(place,))
    return None


PLAN_RULE = PlanRule(
    id="stages-in-order",
    title="Masters, service Marathons, private agents, public agents, validation",
    source="workbook, 'Timing of Events' and 'A Summary of Upgrade Steps'",
    objection=objection,
)
