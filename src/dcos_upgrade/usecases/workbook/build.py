"""The report of a run from its plan, its journal and its two snapshots. Pure: the same values give the same report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dcos_upgrade import catalog
from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry, broken_link
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.engine.ledger import ledger
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.planning.foundation import Foundation, foundation
from dcos_upgrade.planning.plan_audit import audit
from dcos_upgrade.usecases.accepting import accepted_risks
from dcos_upgrade.usecases.elections import elections
from dcos_upgrade.usecases.plan import planned_stops
from dcos_upgrade.usecases.workbook.acknowledged import acknowledged_rows
from dcos_upgrade.usecases.workbook.availability import availability
from dcos_upgrade.usecases.workbook.before import before_the_run
from dcos_upgrade.usecases.workbook.model import Before, Integrity, Outcome, Workbook
from dcos_upgrade.usecases.workbook.proof import node_rows, proof
from dcos_upgrade.usecases.workbook.records import Record
from dcos_upgrade.usecases.workbook.services import held_back, service_rows
from dcos_upgrade.usecases.workbook.site import site_rows
from dcos_upgrade.usecases.workbook.soaks import soak_rows
from dcos_upgrade.usecases.workbook.standing import standing_rows
from dcos_upgrade.usecases.workbook.steps import hop_rows, step_rows
from dcos_upgrade.usecases.workbook.story import handovers, interruptions
from dcos_upgrade.usecases.workbook.words import without, word_rows


def build(
    plan: Plan,
    entries: Sequence[Entry],
    *,
    baseline: Snapshot | None,
    after: Snapshot | None,
    missing: Mapping[str, str] | None = None,
    record: Sequence[Record] = (),
    mesos_of: Callable[[str], str | None],
    made: datetime,
    tool_version: str,
) -> Workbook:
    """``missing``: snapshots that could not be read (by name) with the reason; the report says so and goes without them.

    ``record``: the captures and runs of this cluster, oldest first.
    """
    state = fold(entries)
    created = next((e.event for e in entries if isinstance(e.event, journal.RunCreated)), None)
    proven = proof(plan, entries, baseline, after, mesos_of=mesos_of)
    return Workbook(
        tool_version=tool_version,
        made=made,
        run=state.run,
        cluster=plan.cluster,
        cluster_id=plan.cluster_id,
        by=created.by if created else "",
        plan_digest=plan.digest,
        audit=audit(plan).sentence,
        catalog_digest=plan.catalog_digest,
        source=plan.source,
        target=plan.target,
        on=plan.on,
        policy=str(plan.policy),
        route=plan.route,
        outcome=_outcome(state),
        began=state.created,
        ended=_ended(entries),
        next=_next(state),
        hops=hop_rows(plan, entries),
        refusals=plan.refusals,
        notes=plan.notes,
        nodes=node_rows(plan.inventory, baseline, after),
        steps=step_rows(plan, entries),
        soaks=soak_rows(plan, entries),
        handovers=handovers(entries),
        interruptions=interruptions(entries),
        words=word_rows(entries),
        acknowledged=acknowledged_rows(plan, entries),
        accepted=accepted_risks(plan, state.accepted, made.date()),
        standing=standing_rows(plan, entries),
        site=site_rows(entries),
        without=without(plan, state),
        elections=elections(entries),
        availability=availability(plan, entries),
        held_back=held_back(entries),
        services=service_rows(plan, entries),
        ledger=ledger(entries),
        proof=replace(proven, missing=tuple(f"{name}: {why}" for name, why in (missing or {}).items())),
        integrity=_integrity(entries),
        ground=_ground(plan, baseline),
        before=_before(plan, baseline, created, state),
        records=tuple(record),
    )


def _before(
    plan: Plan, baseline: Snapshot | None, created: journal.RunCreated | None, state: RunState
) -> Before | None:
    if baseline is None or not all(catalog.own().has(Version.parse(stop)) for stop in plan.route):
        return None
    digest = created.baseline if created else ""
    return before_the_run(plan, baseline, digest, frozenset(state.acknowledged))


def _ground(plan: Plan, baseline: Snapshot | None) -> Foundation | None:
    """As the cluster stood before the run, judged on the day of the plan."""
    stops = planned_stops(plan)
    if baseline is None or not all(catalog.own().has(stop) for stop in stops):
        return None
    return foundation(catalog.own(), stops, plan.on, baseline)


def _outcome(state: RunState) -> Outcome:
    if state.outcome is not None:
        over = {"done": Outcome.DONE, "aborted": Outcome.ABORTED}
        return over.get(state.outcome, Outcome.FAILED)
    if state.halted is not None:
        return Outcome.HALTED
    return Outcome.PAUSED if state.paused is not None else Outcome.OPEN


def _ended(entries: Sequence[Entry]) -> datetime | None:
    """The end of a run that is over, whatever people have said of it since; else the newest entry."""
    over = (entry.time for entry in reversed(entries) if isinstance(entry.event, journal.RunCompleted))
    return next(over, entries[-1].time if entries else None)


def _next(state: RunState) -> str:
    if state.outcome is not None:
        return ""
    return state.halted.next if state.halted and state.halted.next else "dcos-upgrade resume"


def _integrity(entries: Sequence[Entry]) -> Integrity:
    return Integrity(
        entries=len(entries),
        first_hash=entries[0].hash if entries else "",
        last_hash=entries[-1].hash if entries else "",
        broken_at=broken_link(tuple(entries)),
        epochs=len({entry.epoch for entry in entries}),
    )
