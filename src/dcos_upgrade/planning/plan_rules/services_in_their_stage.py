"""Service Marathons stand in their own stage, between masters and agents: elsewhere nothing would upgrade them."""

from __future__ import annotations

from msgspec import UNSET

from dcos_upgrade.core.plan import StageName
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, named, place_of_stage


def objection(review: Review) -> Objection | None:
    for number, hop in enumerate(review.plan.hops):
        for stage in hop.stages:
            if stage.name is StageName.SERVICE_MARATHONS or stage.services is UNSET or not stage.services:
                continue
            apps = named(service.app for service in stage.services)
            place = place_of_stage(number, hop, stage)
            return Objection(reason=f"{apps} stands in the stage {stage.name}", trace=(place,))
    return None


PLAN_RULE = PlanRule(
    id="services-in-their-stage",
    title="Service Marathons go between masters and agents",
    source="workbook, 'A Summary of Upgrade Steps' (e: service Marathon after the masters)",
    objection=objection,
)
