"""What a plan makes of a cluster: the release at its end and what that brings; unknown, and why, where there is no plan."""

from __future__ import annotations

from dcos_upgrade import catalog
from dcos_upgrade.core.plan import Plan, services_of
from dcos_upgrade.core.version import Version
from dcos_upgrade.worksheets.figure import Figure, Origin, said, unknown
from dcos_upgrade.worksheets.given import NO_PLAN, Given
from dcos_upgrade.worksheets.visible import visible


def plan_origin(plan: Plan) -> Origin:
    return Origin(fact="plan", subject=visible(f"{plan.source} to {plan.target}"), evidence=visible(plan.digest))


def release(given: Given) -> Figure:
    return unknown(NO_PLAN) if given.plan is None else said(given.plan.target, plan_origin(given.plan))


def component(given: Given, name: str) -> Figure:
    """What the release at the end ships under this name in the catalog (``marathon``, ``mesos`` …)."""
    if given.plan is None:
        return unknown(NO_PLAN)
    origin = plan_origin(given.plan)
    shipped = Origin(fact="catalog", subject=given.plan.target)
    version = Version.parse(given.plan.target)
    known = catalog.own()
    found = known.release(version).components.get(name) if known.has(version) else None
    return said(found, origin, shipped) if found else unknown(f"the catalog has no {name} for {version}", origin)


def service_marathon(given: Given, app: str | None) -> Figure:
    """The version that a service Marathon has when the plan is done."""
    if given.plan is None:
        return unknown(NO_PLAN)
    planned = [service.target for hop in given.plan.hops for service in services_of(hop) if service.app == app]
    if not planned:
        return unknown("the plan does not name it", plan_origin(given.plan))
    return said(planned[-1], plan_origin(given.plan))


def untouched(given: Given, what: str) -> Figure:
    """For what no plan changes."""
    if given.plan is None:
        return unknown(NO_PLAN)
    return said(f"as it is: the plan changes no {what}", plan_origin(given.plan))
