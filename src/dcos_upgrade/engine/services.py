"""The stage between masters and agents: every service Marathon (MoM) to its version, one after the other.

(Workbook, 'Upgrade MoM': after all masters, before any agent; the same framework id, or its tasks are orphans.)
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Plan, ServiceMarathon
from dcos_upgrade.engine.action import Action, LookAtService, Record, UpdateService, Wait
from dcos_upgrade.engine.position import Position, deadline_of
from dcos_upgrade.engine.state import RunState, ServiceProgress

READY, GATE = "service-marathon-ready", "service-marathon-rejoined"


def service(plan: Plan, state: RunState, position: Position, now: datetime) -> Action | None:
    """What the first service Marathon that is not verified wants next; None when all are, or the stage has none."""
    for each in () if position.stage.services is UNSET else position.stage.services:
        progress = state.services.get((position.hop, each.app))
        if progress is None:
            return _first(position.hop, each)
        if not progress.verified:
            return _go_on(plan, state, position.hop, each, progress, now)
    return None


def _first(hop: int, service: ServiceMarathon) -> Action:
    """One that stays at its version is only looked at."""
    return UpdateService(hop=hop, service=service) if service.patch else LookAtService(hop=hop, service=service)


def _go_on(
    plan: Plan, state: RunState, hop: int, service: ServiceMarathon, progress: ServiceProgress, now: datetime
) -> Action:
    pacing = plan.pacing
    if progress.looks >= pacing.looks:
        return Record(event=journal.ServiceVerified(hop=hop, app=service.app))
    since = progress.changed or progress.started
    overdue = now >= deadline_of(state, since, pacing.gate_timeout)
    if service.patch and progress.changed is None:
        return Record(event=_halted(service, progress)) if overdue else UpdateService(hop=hop, service=service)
    due = (progress.last_look or since) + timedelta(seconds=pacing.look_interval)
    if now < due:
        return Wait(until=due, why=f"the next look at {service.app}")
    if overdue:
        return Record(event=_halted(service, progress))
    return LookAtService(hop=hop, service=service)


def _halted(service: ServiceMarathon, progress: ServiceProgress) -> journal.Halted:
    broken = progress.broken
    waits = service.patch and progress.changed is None
    return journal.Halted(
        what="gate",
        name=READY if waits else GATE,
        node=service.app,
        reason=broken.reason if broken else f"there were not enough good looks at {service.app} in time",
        evidence=broken.evidence if broken else (),
        next=f"{_mend(service, broken, waits=bool(waits))}, then: dcos-upgrade resume",
    )


def _mend(service: ServiceMarathon, broken: journal.ServiceLooked | None, *, waits: bool) -> str:
    """Before the change nothing was done to it; after it, what hangs on its framework id must not be lost.

    Where something cannot be asked nothing bad is known, so no mending of it is called for.
    """
    unknown = broken is not None and broken.verdict == Verdict.UNKNOWN
    if waits:
        return f"see why {service.app} {'cannot be asked or changed' if unknown else 'is not as planned'}"
    if unknown:
        return f"see what does not answer; nothing bad is known of {service.app}"
    return f"bring {service.app} back under the framework id {service.framework_id}"
