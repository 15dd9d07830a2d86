"""Service Marathons where people read of them: the runbook, the plan's text, status and the report."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from fakes.cluster import START, FakeCluster, inventory, plan_of
from msgspec import UNSET

from dcos_upgrade import probes
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Plan, ServiceMarathon, StageName
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.render.console.route import plan_text
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.terminal import Terminal
from dcos_upgrade.usecases.runbook.build import runbook_of
from dcos_upgrade.usecases.runbook.model import Line, Places, Runbook
from dcos_upgrade.usecases.running import drive
from dcos_upgrade.usecases.status import describe
from dcos_upgrade.usecases.workbook.services import service_rows

PLAIN = Terminal(width=80, colour=False)
PATCH = {"container": {"docker": {"image": "mom:v1.6.352"}}, "env": {"SECRET_KEY": "hunter2"}}
MOM = ServiceMarathon(app="/mom", framework="mom", framework_id="F1", source="1.5.8", target="1.6.352", patch=PATCH)
STAYS = ServiceMarathon(app="/stays", framework="stays", framework_id="F2", source="1.5.8", target="1.5.8")
PLACES = Places(
    shell=lambda node: f"ssh {node.address}",
    url=lambda node, service: f"http://{node.address}:8080",
    zookeeper_port=2181,
    script_url=lambda source, target: "http://boot/script",
    step_sha256="0" * 64,
    hold_sha256="6" * 64,
    known=True,
)


def planned(*services: ServiceMarathon) -> Plan:
    plan = plan_of(nodes=inventory(masters=1, private=1, public=0))

    def staged(stage: Any) -> Any:
        here = stage.name is StageName.SERVICE_MARATHONS
        return msgspec.structs.replace(stage, services=services or UNSET) if here else stage

    hops = tuple(msgspec.structs.replace(hop, stages=tuple(map(staged, hop.stages))) for hop in plan.hops)
    return msgspec.structs.replace(plan, hops=hops)


def runbook(plan: Plan) -> Runbook:
    return runbook_of(plan, probes.discover(), PLACES, made=START, tool_version="0")


def lines(book: Runbook) -> list[Line]:
    return [line for part in book.hops[0].parts if part.title == "service-marathons" for line in part.lines]


def halted(verdict: Verdict = Verdict.FAIL) -> FakeCluster:
    """A run that halted at the gate after the change."""
    there = FakeCluster(plan=planned(MOM, STAYS), verdicts=lambda gate, node: verdict if gate == GATE else Verdict.PASS)
    there.marathon.apps["/mom"] = {"id": "/mom", "container": {"docker": {"image": "mom:v1.5.8"}}}
    there.marathon.runs_on = lambda definition: []
    asyncio.run(drive(there.process()))
    return there


def test_the_runbook_reads_guards_changes_and_looks_in_this_order() -> None:
    whats = [line.what for line in lines(runbook(planned(MOM, STAYS)))]

    assert whats == ["read the app /mom", f"look: {READY}", "change the app /mom", f"look: {GATE}", f"look: {GATE}"]


def test_the_runbook_shows_the_patch_as_it_is_sent_without_its_secrets_and_never_force() -> None:
    (change,) = [line for line in lines(runbook(planned(MOM))) if line.effect]

    assert change.command.startswith("PUT http://10.0.13.1:8080/v2/apps/mom\n")
    assert "mom:v1.6.352" in change.command
    assert "hunter2" not in change.command
    assert "never with force" in change.note


def test_its_new_version_is_a_door_and_its_not_coming_back_a_way_to_stop() -> None:
    book, without = runbook(planned(MOM, STAYS)), runbook(planned())

    assert [door.what for door in book.doors if "/" in door.what] == ["/mom at 1.6.352"]
    assert any("service Marathon does not come back" in stop.when for stop in book.stops)
    assert not any("service Marathon" in stop.when for stop in without.stops)


def test_both_gates_are_explained_where_there_is_one() -> None:
    assert {READY, GATE} <= {look.id for look in runbook(planned(MOM)).looks}
    assert not {READY, GATE} & {look.id for look in runbook(planned()).looks}


def test_the_plan_says_what_becomes_of_each() -> None:
    text = plan_text(planned(MOM, STAYS), PLAIN, explain=False, written="")

    assert "/mom 1.5.8 → 1.6.352  ▸  /stays stays at 1.5.8" in text


def test_status_says_where_each_is_and_what_it_waits_for() -> None:
    there = halted()
    status = describe(there.plan, there.entries, carried_out=False)
    text, keys = status_text(status, PLAIN), status_keys(status)["service_marathons"]

    assert "Services  /mom 1.5.8 → 1.6.352: checking" in text
    assert "          /stays 1.5.8: waiting" in text
    assert f"gate {GATE}, service Marathon /mom" in text
    assert [(each["app"], each["where"]) for each in keys] == [("/mom", "checking"), ("/stays", "waiting")]
    assert "as the test wants it" in keys[0]["why_not_yet"]


def test_the_report_has_every_change_and_its_trouble() -> None:
    there = halted()
    changed, stays = service_rows(there.plan, there.entries)

    assert (changed.app, changed.source, changed.target, changed.verified) == ("/mom", "1.5.8", "1.6.352", None)
    assert changed.began is not None
    assert changed.deployment == "d"
    assert changed.not_yet.startswith("fail: ")
    assert (stays.changed, stays.not_yet) == (False, "")
