"""A service Marathon goes forward, from where the hop before left it, each app once in a hop."""

from __future__ import annotations

from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.plan import ServiceMarathon, services_of
from dcos_upgrade.planning.plan_rule import Objection, PlanRule, Review, place_of_hop


def objection(review: Review) -> Objection | None:
    at: dict[str, str] = {}
    for number, hop in enumerate(review.plan.hops):
        seen: set[str] = set()
        for service in services_of(hop):
            reason = _why(service, at.get(service.app), again=service.app in seen)
            if reason:
                return Objection(reason=reason, trace=(f"{place_of_hop(number, hop)}, service-marathons",))
            seen.add(service.app)
            at[service.app] = service.target
    return None


def _why(service: ServiceMarathon, before: str | None, *, again: bool) -> str:
    name, way = service.app, f"{service.source} → {service.target}"
    old, new = marathon_numbers(service.source), marathon_numbers(service.target)
    if again:
        return f"{name} is there twice"
    if old is None or new is None:
        return f"{name} goes {way}, and one of them is no version of Marathon"
    if new < old:
        return f"{name} goes back: {way}; an older Marathon cannot read the stored state"
    if before is not None and before != service.source:
        return f"{name} begins at {service.source}, and the hop before left it at {before}"
    if new != old and not service.patch:
        return f"{name} goes {way}, and nothing of its app is changed"
    return ""


PLAN_RULE = PlanRule(
    id="services-forward",
    title="Service Marathons go forward only",
    source="workbook, 'Upgrade MoM'; Marathon storage migration",
    objection=objection,
)
