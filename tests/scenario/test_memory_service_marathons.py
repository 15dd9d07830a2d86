"""A whole run on the lab in memory with Marathons on Marathon: they go to their versions, and all that runs under them stays."""

from __future__ import annotations

import pytest
from fakes.memory import Stage, stage
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.journal import broken_link
from dcos_upgrade.core.run_policy import RunPolicy, ServiceWish
from dcos_upgrade.core.snapshot_codec import decode
from dcos_upgrade.core.version import Version
from dcos_upgrade.drift import compare
from dcos_upgrade.lab.memory.rehearsal import plan_for, rehearse
from dcos_upgrade.lab.memory.site import memory_site, memory_spec
from dcos_upgrade.lab.world.world import World
from dcos_upgrade.probes import discover, service_marathons
from dcos_upgrade.usecases.status import State, describe, exit_code

USER, MON = "/marathon-user", "/mon/marathon"
TO = "1.6.352"
NAMES = ("marathon-user", "mon-marathon-service")


def kept(world: World) -> dict[str, tuple[str, bool, list[str]]]:
    """By name: framework id, whether it is connected, its running tasks."""
    return {
        known.name: (
            known.id,
            known.connected,
            sorted(
                task.id
                for task in world.tasks.live.values()
                if task.framework == known.id and task.state == "TASK_RUNNING"
            ),
        )
        for known in world.frameworks.known
        if known.name in NAMES
    }


def test_frameworks_of_service_marathons_and_their_tasks_keep_their_ids_through_a_run():
    site = memory_site(memory_spec(release="1.10.8", service_marathons=2))
    before = kept(site.world)

    state = rehearse(site, plan_for(site, "1.11.3"))

    assert state.outcome == "done"
    assert [len(tasks) for _, _, tasks in before.values()] == [3, 3]
    assert kept(site.world) == before


def wish(to: str = TO) -> ServiceWish:
    return ServiceWish(to=to, patch={"container": {"docker": {"image": f"mesosphere/marathon:v{to}"}}})


def with_wishes(*apps: str, agents: int = 2, moms: int = 2) -> Stage:
    """Both, each of these apps to be taken to 1.6.352."""
    policy = RunPolicy(service_marathons={app: wish() for app in apps})
    return stage(agents=agents, public=0, service_marathons=moms, run_policy=policy)


def versions(there: Stage) -> dict[str, str]:
    return {
        name: known.version
        for known in there.site.world.service_marathons.known.values()
        if (name := known.framework.name)
    }


def by_hand(there: Stage, app: str, version: str) -> None:
    """A person gives it another image."""
    root = there.site.world.deploying
    known = root.scheduling.app(app)
    assert known is not None
    image = {"docker": {"image": f"mesosphere/marathon:v{version}", "network": "HOST"}}
    root.begin(app, root.defined(app, {**known.definition, "container": {"type": "DOCKER", **image}}))


def kinds(there: Stage) -> list[str]:
    run = there.site.runs.latest_run()
    assert run is not None
    return [type(entry.event).__name__ for entry in there.site.runs.entries(run)]


def status(there: Stage) -> tuple[State, int]:
    run = there.site.runs.latest_run()
    assert run is not None
    found = describe(there.plan, there.site.runs.entries(run), carried_out=False)
    return found.state, int(exit_code(found))


def test_two_service_marathons_go_to_their_version_one_after_the_other_before_any_agent():
    there = with_wishes(USER, MON)
    before = kept(there.site.world)
    state = there.go()
    order = [kind for kind in kinds(there) if kind in {"ServiceUpdateStarted", "ServiceUpdated", "ServiceVerified"}]

    assert state.outcome == "done"
    assert versions(there) == dict.fromkeys(NAMES, TO)
    assert kept(there.site.world) == before
    assert order == ["ServiceUpdateStarted", "ServiceUpdated", "ServiceVerified"] * 2
    nodes = [event.node for event in there.events(journal.StepStarted)]
    assert kinds(there).index("ServiceUpdateStarted") > kinds(there).index("StepStarted")
    assert nodes.index("a1") > nodes.index("m1")


def test_one_may_stay_while_the_other_goes():
    there = with_wishes(USER)
    state = there.go()

    assert state.outcome == "done"
    assert versions(there) == {"marathon-user": TO, "mon-marathon-service": "1.5.11"}
    assert [event.app for event in there.events(journal.ServiceUpdated)] == [USER]
    assert {event.app for event in there.events(journal.ServiceVerified)} == {USER, MON}


def test_its_own_new_task_is_expected_with_the_runs_reason_and_nothing_is_lost():
    there = with_wishes(USER, MON)
    there.go()
    validated = there.events(journal.Validated)[-1]
    created = there.events(journal.RunCreated)[0]
    before, after = (decode(there.site.evidence.get(one), discover()) for one in (created.baseline, validated.snapshot))
    drift = compare(before, after, target=Version.parse("1.11.3"), mesos=None, services={USER: TO, MON: TO})
    seen = before.fact(service_marathons.PROBE, CLUSTER).value
    assert seen is not None
    own = {task: row.app for row in seen.known for task in row.tasks}

    assert (validated.lost, validated.unknown) == ((), ())
    told = {one.subject: one.why for one in drift.expected if one.kind == "task"}
    assert {task: told[task] for task in own} == {task: f"this run took {app} to {TO}" for task, app in own.items()}


def test_one_that_does_not_subscribe_again_halts_the_run_with_its_orphans_by_name_and_a_resume_completes():
    there = with_wishes(USER, MON)
    before = kept(there.site.world)
    there.when(USER, "taking", lambda: there.site.set_fault("mom-does-not-reregister"))
    there.go()

    assert (there.halted.name, there.halted.node) == ("service-marathon-rejoined", USER)
    for task in before["marathon-user"][2]:
        assert task in there.halted.reason
    assert "3 orphaned tasks" in there.halted.reason
    assert status(there) == (State.HALTED, 4)
    assert [event.node for event in there.events(journal.StepStarted)] == ["m3", "m2", "m1"]

    there.site.clear_fault("mom-does-not-reregister")
    assert there.go().outcome == "done"
    assert kept(there.site.world) == before
    assert [event.app for event in there.events(journal.ServiceUpdated)] == [USER, MON]


def test_one_that_comes_back_under_a_new_framework_id_halts_the_run_with_both_ids():
    there = with_wishes(USER)
    old = kept(there.site.world)["marathon-user"]
    there.when(USER, "taking", lambda: there.site.set_fault("mom-new-framework-id"))
    there.go()
    new = there.site.world.service_marathons.known["zk://master.mesos:2181/teams/user-marathon"].framework.id

    assert status(there) == (State.HALTED, 4)
    assert f"came back as {new} instead of {old[0]}; 3 orphaned tasks: {', '.join(old[2])}" in there.halted.reason


def test_an_image_that_cannot_be_pulled_halts_the_run_with_what_the_root_marathon_waits_for():
    there = with_wishes(USER)
    there.when(USER, "taking", lambda: there.site.set_fault("registry-unreachable"))
    there.go()

    assert (there.halted.name, there.halted.node) == ("service-marathon-rejoined", USER)
    for words in ("0 of 1 tasks run", "launch queue", "Failed to pull image 'mesosphere/marathon:v1.6.352'"):
        assert words in there.halted.reason
    assert len(there.events(journal.ServiceLooked)) < 6

    there.site.clear_fault("registry-unreachable")
    assert there.go().outcome == "done"
    assert versions(there)["marathon-user"] == TO


def test_one_that_a_person_changes_before_its_stage_is_not_touched():
    """The version guard: between the plan and its stage it has become another one."""
    there = with_wishes(USER)
    there.when("m3", "verified", lambda: by_hand(there, USER, "1.5.12"))
    there.go()

    assert there.halted.name == "service-marathon-ready"
    assert "is 1.5.12; the plan takes it from 1.5.11 to 1.6.352" in there.halted.reason
    assert there.events(journal.ServiceUpdateStarted) == []


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_a_death_at_any_moment_is_survived_and_each_is_changed_once(data: st.DataObject):
    there = with_wishes(USER, MON, agents=1)
    before = kept(there.site.world)
    state = there.go_through([data.draw(st.integers(min_value=20, max_value=140))])
    run = there.site.runs.latest_run()
    assert run is not None

    assert state.outcome == "done"
    assert kept(there.site.world) == before
    assert sorted(event.app for event in there.events(journal.ServiceUpdated)) == [USER, MON]
    assert len({task.app for task in there.site.world.tasks.completed if task.app in {USER, MON}}) == 2
    assert len([task for task in there.site.world.tasks.completed if task.app in {USER, MON}]) == 2
    assert broken_link(there.site.runs.entries(run)) is None


def behind_adminrouter(*apps: str) -> Stage:
    """Nobody outside the cluster reaches a port of a task: Admin Router is the only way to a service Marathon."""
    there = with_wishes(*apps, agents=1)
    there.site.set_fault("task-ports-closed")
    return there


def test_behind_adminrouter_alone_it_is_upgraded_like_any_other():
    there = behind_adminrouter(USER, MON)
    before = kept(there.site.world)

    assert there.go().outcome == "done"
    assert versions(there) == dict.fromkeys(NAMES, TO)
    assert kept(there.site.world) == before


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("adminrouter-asks-for-login", "answered HTTP 401 at its adminrouter, which asks for a login"),
        ("adminrouter-bad-gateway", "answered HTTP 502 at its adminrouter"),
        ("adminrouter-cache-invalid", "answered HTTP 503 at its adminrouter"),
    ],
)
def test_one_that_cannot_be_asked_after_its_change_is_unknown_and_not_said_to_be_lost(fault: str, said: str):
    there = behind_adminrouter(USER)
    there.when(USER, "taking", lambda: there.site.set_fault(fault))
    there.go()
    looked = [event for event in there.events(journal.ServiceLooked) if said in event.reason]

    assert (there.halted.name, there.halted.node) == ("service-marathon-rejoined", USER)
    assert said in there.halted.reason
    assert there.halted.next == f"see what does not answer; nothing bad is known of {USER}, then: dcos-upgrade resume"
    assert looked[-1].verdict == "unknown"
    assert [event.node for event in there.events(journal.StepStarted)] == ["m3", "m2", "m1"]

    there.site.clear_fault(fault)
    assert there.go().outcome == "done"
    assert [event.app for event in there.events(journal.ServiceUpdated)] == [USER]


def test_one_that_cannot_be_asked_for_a_while_is_waited_for_and_the_run_goes_on_by_itself():
    there = behind_adminrouter(USER)

    def for_a_while() -> None:
        there.site.set_fault("adminrouter-bad-gateway")
        there.site.at(200, lambda: there.site.clear_fault("adminrouter-bad-gateway"))

    there.when(USER, "taking", for_a_while)

    assert there.go().outcome == "done"
    assert there.events(journal.Halted) == []
    assert [event for event in there.events(journal.ServiceLooked) if "HTTP 502" in event.reason]
