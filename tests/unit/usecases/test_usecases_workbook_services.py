"""Marathons in the report: what was held back and for how long, and each service Marathon with its last trouble."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from fakes.cluster import plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import GENESIS, Entry, Event, seal
from dcos_upgrade.core.plan import Plan, ServiceMarathon, StageName
from dcos_upgrade.usecases.workbook.services import held_back, service_rows

THEN = datetime(2018, 7, 24, 3, 0, tzinfo=UTC)
SERVICE = ServiceMarathon(
    app="/mom", framework="marathon-user", framework_id="f-1", source="1.5.8", target="1.6.4", patch={"container": {}}
)


def at(second: float) -> datetime:
    return THEN + timedelta(seconds=second)


def entries_of(*events: Event) -> tuple[Entry, ...]:
    """One each second."""
    entries: list[Entry] = []
    for number, event in enumerate(events, start=1):
        previous = entries[-1].hash if entries else GENESIS
        entries.append(seal(seq=number, run="r1", epoch=1, time=at(number), event=event, previous=previous))
    return tuple(entries)


def with_service() -> Plan:
    plan = plan_of()
    stages = tuple(
        msgspec.structs.replace(stage, services=(SERVICE,)) if stage.name is StageName.SERVICE_MARATHONS else stage
        for stage in plan.hops[0].stages
    )
    return msgspec.structs.replace(plan, hops=(msgspec.structs.replace(plan.hops[0], stages=stages),))


def test_a_marathon_that_was_held_back_has_its_three_moments():
    rows = held_back(
        entries_of(
            journal.MarathonHeldBack(hop=0, node="m2"),
            journal.MarathonStopped(hop=0, node="m2"),
            journal.MarathonLetGo(hop=0, node="m2"),
        )
    )

    assert [(row.node, row.held, row.stopped, row.let_go) for row in rows] == [("m2", at(1), at(2), at(3))]


def test_one_that_is_held_back_again_is_another_row_and_the_first_one_stays_as_it_was():
    held, let_go = journal.MarathonHeldBack(hop=0, node="m2"), journal.MarathonLetGo(hop=0, node="m2")
    rows = held_back(entries_of(held, let_go, held))

    assert [(row.held, row.let_go) for row in rows] == [(at(1), at(2)), (at(3), None)]


def test_one_that_nobody_let_go_is_still_held():
    assert held_back(entries_of(journal.MarathonHeldBack(hop=0, node="m2")))[0].let_go is None


def test_a_service_marathon_that_was_not_begun_is_there_without_times():
    row = service_rows(with_service(), ())[0]

    assert (row.app, row.source, row.target, row.began, row.verified) == ("/mom", "1.5.8", "1.6.4", None, None)


def test_a_service_marathon_shows_its_deployment_its_last_trouble_and_when_it_was_verified():
    looked = journal.ServiceLooked(hop=0, app="/mom", verdict="unknown", reason="it does not answer", evidence=("e",))
    begun = (
        journal.ServiceUpdateStarted(hop=0, app="/mom", version_before="1.5.8", framework_id="f-1"),
        journal.ServiceUpdated(hop=0, app="/mom", deployment="d-1"),
        looked,
    )
    before = service_rows(with_service(), entries_of(*begun))[0]
    good = journal.ServiceLooked(hop=0, app="/mom", verdict="pass")
    after = service_rows(with_service(), entries_of(*begun, good, journal.ServiceVerified(hop=0, app="/mom")))[0]

    assert (before.began, before.deployment, before.not_yet) == (at(1), "d-1", "unknown: it does not answer")
    assert (before.evidence, before.verified) == (("e",), None)
    assert (after.not_yet, after.verified) == ("", at(5))


def test_what_is_said_of_another_app_is_not_this_ones():
    other = journal.ServiceVerified(hop=0, app="/other")

    assert service_rows(with_service(), entries_of(other))[0].verified is None
