"""What became of the Marathons: those of old masters that were held back, and those that run on Marathon and were brought along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from msgspec import UNSET

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.usecases.workbook.model import HeldBack, ServiceRow


def held_back(entries: Sequence[Entry]) -> tuple[HeldBack, ...]:
    """One for each time that the Marathon of an old master was held back, in the order of time."""
    known: list[HeldBack] = []
    for entry in entries:
        match entry.event:
            case journal.MarathonHeldBack(hop=hop, node=node):
                known.append(HeldBack(hop=hop, node=node, held=entry.time))
            case journal.MarathonStopped(node=node):
                known = [_stopped(each, node, entry) for each in known]
            case journal.MarathonLetGo(node=node):
                known = [_let_go(each, node, entry) for each in known]
            case _:
                continue
    return tuple(known)


def _stopped(each: HeldBack, node: str, entry: Entry) -> HeldBack:
    open_one = each.node == node and each.let_go is None
    return replace(each, stopped=each.stopped or entry.time) if open_one else each


def _let_go(each: HeldBack, node: str, entry: Entry) -> HeldBack:
    return replace(each, let_go=entry.time) if each.node == node and each.let_go is None else each


def service_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[ServiceRow, ...]:
    """Every service Marathon of the plan in the order of the hops; what did not begin yet has no times."""
    return tuple(_seen(row, entries) for row in _planned(plan))


def _planned(plan: Plan) -> Iterator[ServiceRow]:
    for number, hop in enumerate(plan.hops):
        for stage in hop.stages:
            for service in () if stage.services is UNSET else stage.services:
                yield ServiceRow(
                    hop=number,
                    app=service.app,
                    framework_id=service.framework_id,
                    source=service.source,
                    target=service.target,
                    changed=bool(service.patch),
                )


def _seen(row: ServiceRow, entries: Sequence[Entry]) -> ServiceRow:
    for entry in entries:
        event = entry.event
        if getattr(event, "hop", None) != row.hop or getattr(event, "app", None) != row.app:
            continue
        match event:
            case journal.ServiceUpdateStarted():
                row = replace(row, began=row.began or entry.time)
            case journal.ServiceUpdated(deployment=deployment):
                row = replace(row, deployment=deployment)
            case journal.ServiceLooked() if event.verdict == "pass":
                row = replace(row, not_yet="")
            case journal.ServiceLooked():
                row = replace(row, not_yet=f"{event.verdict}: {event.reason}", evidence=event.evidence)
            case journal.ServiceVerified():
                row = replace(row, verified=entry.time)
            case _:
                continue
    return row
