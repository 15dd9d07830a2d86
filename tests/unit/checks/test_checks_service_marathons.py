"""The checks of a service Marathon in hand: each passes, fails and is unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cluster_facts import NEW, OLD, Values, app, healthy, key, scene, state, task
from msgspec.structs import replace as changed

from dcos_upgrade import checks, gates
from dcos_upgrade.core.check import HopFacts, Scene, judge
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import marathon_queue, mesos_state, service_marathons
from dcos_upgrade.probes.marathon_apps import AppTask, Reference
from dcos_upgrade.probes.marathon_queue import MarathonQueue, Waiting
from dcos_upgrade.probes.mesos_state import Framework
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
PLANNED = ServiceMarathon(
    app="/mom", framework="mom", framework_id="F1", source="1.5.8", target="1.6.352", patch={"cmd": "x"}
)
API = app(id="/api", instances=1, tasks=(AppTask(id="api.1", agent="S0"),))
MOM = SeenMarathon(
    framework_id="F1",
    framework="mom",
    active=True,
    connected=True,
    app="/mom",
    version="1.6.352",
    instances=1.0,
    running=1,
    apps=(API,),
)
DOWN = changed(MOM, active=False, connected=False)


def mesos(*tasks: str) -> Any:
    under = tuple(task(1, id=name, agent="S0", framework="F1") for name in tasks)
    marathon = Framework(id="F0", name="marathon", active=True, connected=True, tasks=())
    return state(frameworks=(marathon, Framework(id="F1", name="mom", active=True, connected=True, tasks=under)))


def facts(*rows: SeenMarathon, tasks: tuple[str, ...] = ("api.1",)) -> Values:
    found = {key(service_marathons.PROBE): ServiceMarathons(known=rows), key(mesos_state.PROBE): mesos(*tasks)}
    return healthy() | found


def seen(values: Values, *, planned: ServiceMarathon | None = PLANNED, without: str = "") -> Scene:
    """Against a baseline in which the service Marathon ran its task; ``without`` a fact that is unknown now."""
    hop = HopFacts(source=OLD, target=NEW, service=planned)
    made = replace(scene(values, baseline=facts(MOM)), hop=hop)
    if not without:
        return made
    kept = {name: fact for name, fact in made.now.facts.items() if name[0] != without}
    return replace(made, now=Snapshot(inventory=made.inventory, taken=made.now.taken, facts=kept))


def of(check: str, seen: Scene) -> Judgement:
    (judgement,) = judge(checks.discover()[check], seen)
    return judgement


EVERY = [
    "service-marathon-as-planned",
    "service-marathon-deployed",
    "service-marathon-registered",
    "service-marathon-tasks",
    "service-marathon-version",
]


@pytest.mark.parametrize("check", EVERY)
def test_one_that_is_well_passes(check: str) -> None:
    judgement = of(check, seen(facts(MOM)))

    assert (judgement.verdict, judgement.subject) == (PASS, "/mom")


@pytest.mark.parametrize("check", EVERY)
def test_what_nobody_could_see_is_unknown(check: str) -> None:
    assert of(check, seen(facts(MOM), without="service-marathons")).verdict is UNKNOWN


@pytest.mark.parametrize("check", EVERY)
def test_without_one_in_hand_it_is_unknown(check: str) -> None:
    assert of(check, seen(facts(MOM), planned=None)).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("check", "row", "verdict", "says"),
    [
        ("service-marathon-registered", DOWN, FAIL, "F1 is not connected; 1 orphaned tasks: api.1"),
        ("service-marathon-registered", changed(MOM, active=None), UNKNOWN, "whether its framework is active"),
        ("service-marathon-version", changed(MOM, version="1.5.8"), FAIL, "is 1.5.8, not 1.6.352"),
        ("service-marathon-version", changed(MOM, version=None, why="refused"), UNKNOWN, "refused"),
        ("service-marathon-version", changed(MOM, version="new"), UNKNOWN, "is no version"),
        ("service-marathon-version", changed(MOM, version="1.6.352-abcdef"), PASS, "at 1.6.352-abcdef"),
        ("service-marathon-as-planned", changed(MOM, version="1.5.8"), PASS, "as planned"),
        ("service-marathon-as-planned", changed(MOM, version="1.5.6"), FAIL, "is 1.5.6; the plan takes it from 1.5.8"),
        ("service-marathon-as-planned", changed(MOM, version=None, why="refused"), UNKNOWN, "refused"),
        ("service-marathon-as-planned", changed(MOM, framework_id="F9"), FAIL, "F1 is gone; its app has F9"),
        ("service-marathon-as-planned", changed(MOM, apps=None, why="no apps"), UNKNOWN, "no apps"),
        (
            "service-marathon-as-planned",
            changed(MOM, apps=(changed(API, deployments=(Reference(id="d"),)),)),
            FAIL,
            "deploying /api",
        ),
        ("service-marathon-deployed", changed(MOM, deployments=("d1",)), FAIL, "the deployment d1 is under way"),
        ("service-marathon-deployed", changed(MOM, running=0, failure="no image"), FAIL, "its last failure: no image"),
        ("service-marathon-deployed", changed(MOM, running=None), UNKNOWN, "does not list its tasks"),
        ("service-marathon-deployed", changed(MOM, app="/other"), UNKNOWN, "did not see its app"),
        ("service-marathon-tasks", changed(MOM, apps=()), FAIL, "1 of its apps are gone: /api"),
        ("service-marathon-tasks", changed(MOM, apps=None, why="refused"), UNKNOWN, "refused"),
    ],
)
def test_each_is_judged_by_its_own_fact(check: str, row: SeenMarathon, verdict: Verdict, says: str) -> None:
    judgement = of(check, seen(facts(row)))

    assert judgement.verdict is verdict
    assert says in judgement.summary


def test_one_that_came_back_under_another_id_is_named_with_both_and_its_orphans() -> None:
    judgement = of(
        "service-marathon-registered", seen(facts(DOWN, changed(MOM, framework_id="F2"), tasks=("api.1", "api.2")))
    )

    assert judgement.verdict is FAIL
    assert judgement.summary == "came back as F2 instead of F1; 2 orphaned tasks: api.1, api.2"


def test_a_framework_that_is_gone_fails_and_not_known_tasks_are_said_to_be_not_known() -> None:
    judgement = of("service-marathon-registered", seen(facts(), without="mesos-state"))

    assert judgement.verdict is FAIL
    assert judgement.summary == "Mesos does not know F1 any more; which of its tasks are orphaned is not known"


def test_a_task_that_is_gone_is_lost_by_name() -> None:
    judgement = of("service-marathon-tasks", seen(facts(MOM, tasks=())))

    assert judgement.verdict is FAIL
    assert "1 tasks lost: api.1" in judgement.summary


def test_a_task_whose_app_was_changed_under_it_is_excused_and_named() -> None:
    newer = changed(MOM, apps=(changed(API, version="2018-07-09T00:00:00.000Z"),))
    judgement = of("service-marathon-tasks", seen(facts(newer, tasks=())))

    assert judgement.verdict is PASS
    assert "api.1: /api was changed meanwhile" in judgement.summary


def test_tasks_are_unknown_without_mesos_or_without_a_baseline() -> None:
    well = seen(facts(MOM))

    assert of("service-marathon-tasks", seen(facts(MOM), without="mesos-state")).verdict is UNKNOWN
    assert of("service-marathon-tasks", replace(well, baseline=None)).verdict is UNKNOWN


def test_one_that_waits_in_the_launch_queue_is_said_to() -> None:
    waiting = MarathonQueue(waiting=(Waiting(id="/mom", count=1.0, seconds=9.0),))
    values = facts(changed(MOM, running=0)) | {key(marathon_queue.PROBE, "m1"): waiting}

    assert "0 of 1 tasks run, it waits in the launch queue" in of("service-marathon-deployed", seen(values)).summary


def test_the_gates_hold_the_admission_and_their_own() -> None:
    admission = set(gates.discover()["admission"].checks)
    ready, rejoined = (set(gates.discover()[f"service-marathon-{name}"].checks) for name in ("ready", "rejoined"))

    assert ready - admission == {"service-marathon-as-planned"}
    assert rejoined - admission == set(EVERY) - {"service-marathon-as-planned"}
    assert admission == ready & rejoined


def test_the_gate_after_the_change_is_red_with_orphans_and_green_when_all_is_well() -> None:
    gate = gates.discover()["service-marathon-rejoined"]
    well, broken = (gates.judge(gate, seen(facts(row))) for row in (MOM, DOWN))

    assert {each.verdict for each in well if each.check.startswith("service-")} == {PASS}
    assert FAIL in {each.verdict for each in broken if each.check == "service-marathon-registered"}
