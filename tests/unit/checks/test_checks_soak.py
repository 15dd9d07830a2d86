"""The watch list of a soak: what turns each of its checks red, what leaves it unknown, and what the baseline excuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cluster_facts import (
    A1,
    A2,
    INVENTORY,
    M1,
    M2,
    M3,
    MASTERS,
    NEW,
    NOW,
    OLD,
    Values,
    app,
    healthy,
    key,
    scene,
    snapshot,
    state,
    task,
)

from dcos_upgrade import checks, gates
from dcos_upgrade.core.check import HopFacts, Scene, judge
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement, Verdict, combine
from dcos_upgrade.core.snapshot import Key
from dcos_upgrade.probes import (
    journal_errors,
    marathon_apps,
    marathon_info,
    marathon_leader,
    mesos_metrics,
    mesos_state,
    zookeeper_mntr,
)
from dcos_upgrade.probes.journal_errors import ErrorKind, JournalErrors
from dcos_upgrade.probes.marathon_apps import AppTask, MarathonApps

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.UNKNOWN
A_LOOK_BEFORE = NOW - timedelta(seconds=31)


def soaking(
    changes: Values | None = None,
    *,
    before: Values | None = None,
    baseline: Values | None = None,
    without: tuple[Key, ...] = (),
    watched: tuple[NodeId, ...] = (M1, M2, M3, A1),
    **hop: Any,
) -> Scene:
    """A look of a soak with these facts changed; ``before`` is what the look before had changed, None where there was none."""
    values = {fact: value for fact, value in (healthy() | (changes or {})).items() if fact not in without}
    plain = scene(values, baseline=healthy() | (baseline or {}))
    return replace(
        plain,
        hop=HopFacts(source=OLD, target=NEW, **hop),
        before=None if before is None else snapshot(healthy() | before, at=A_LOOK_BEFORE),
        watched=watched,
        since=A_LOOK_BEFORE,
    )


def judged(check_id: str, look: Scene) -> tuple[Judgement, ...]:
    return judge(checks.discover()[check_id], look)


def verdict(check_id: str, look: Scene) -> Verdict:
    return combine(judged(check_id, look))


def reason(check_id: str, look: Scene) -> str:
    return next(each.summary for each in judged(check_id, look) if each.verdict is not PASS)


# --- the gate ---------------------------------------------------------------------------------------------------------


def test_the_gate_holds_on_a_healthy_look_of_exactly_what_it_asks() -> None:
    gate = gates.discover()["soak-health"]
    asked = {
        fact: value
        for fact, value in healthy().items()
        if fact[0] in gates.everywhere(gate) or (fact[0] in gates.on_focus(gate) and fact[1] in (M1, M2, M3, A1))
    }
    look = replace(soaking(), now=snapshot(asked))

    assert combine(gates.judge(gate, look)) is PASS


def test_the_journal_is_asked_of_watched_nodes_only() -> None:
    gate = gates.discover()["soak-health"]

    assert gates.on_focus(gate) == {"journal-errors"}


# --- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_of_the_baseline_that_is_lost_is_red_with_its_id() -> None:
    look = soaking({key(mesos_state.PROBE): state(task(2, "S1"), completed=(task(1, "S0", state="TASK_LOST"),))})

    assert verdict("tasks-not-lost", look) is FAIL
    assert "web.1 is TASK_LOST" in reason("tasks-not-lost", look)


def test_a_task_that_its_apps_deployment_ended_is_not_lost() -> None:
    deploying = app(deployments=(marathon_apps.Reference(id="d1"),))
    values: Values = {key(mesos_state.PROBE): state(task(2, "S1"))}
    values |= {key(marathon_apps.PROBE, master): MarathonApps(apps=(deploying,)) for master in (M1, M2, M3)}

    assert verdict("tasks-not-lost", soaking(values)) is PASS


@pytest.mark.parametrize("out", ["set_aside", "left_out"])
def test_the_tasks_of_an_agent_that_is_out_are_left_to_the_validation(out: str) -> None:
    values: Values = {key(mesos_state.PROBE): state(task(2, "S1"))}

    assert verdict("tasks-not-lost", soaking(values, **{out: frozenset({A1})})) is PASS
    assert verdict("tasks-not-lost", soaking(values, **{out: frozenset({A2})})) is FAIL


def counted(lost: float | None, elected: float = 1.0) -> mesos_metrics.MasterMetrics:
    return mesos_metrics.MasterMetrics(
        elected=elected, uptime_secs=90000.0, registrar_log_recovered=1.0, tasks_lost=lost
    )


def test_more_lost_tasks_by_mesos_own_count_than_a_look_ago_are_red() -> None:
    fact = key(mesos_metrics.PROBE, M2)
    look = soaking({fact: counted(5.0)}, before={fact: counted(3.0)})

    assert verdict("tasks-not-lost", look) is FAIL
    assert "2 more lost tasks" in reason("tasks-not-lost", look)


@pytest.mark.parametrize("before", [counted(5.0), counted(9.0), counted(0.0, elected=0.0), None])
def test_a_count_of_lost_tasks_that_has_not_grown_under_this_leader_is_green(
    before: mesos_metrics.MasterMetrics | None,
) -> None:
    fact = key(mesos_metrics.PROBE, M2)
    look = soaking({fact: counted(5.0)}, before=None if before is None else {fact: before})

    assert verdict("tasks-not-lost", look) is PASS


def test_a_leader_that_does_not_count_lost_tasks_leaves_them_unknown() -> None:
    assert verdict("tasks-not-lost", soaking({key(mesos_metrics.PROBE, M2): counted(None)})) is UNKNOWN
    assert verdict("tasks-not-lost", soaking(without=(key(mesos_metrics.PROBE, M2),))) is UNKNOWN


def test_without_any_answer_of_marathon_tasks_are_unknown() -> None:
    silent = tuple(key(marathon_apps.PROBE, master) for master in (M1, M2, M3))

    assert verdict("tasks-not-lost", soaking(without=silent)) is UNKNOWN
    assert verdict("apps-healthy-delta", soaking(without=silent)) is UNKNOWN


# --- apps -------------------------------------------------------------------------------------------------------------


def apps(**changes: Any) -> Values:
    return {key(marathon_apps.PROBE, master): MarathonApps(apps=(app(**changes),)) for master in (M1, M2, M3)}


@pytest.mark.parametrize("trouble", [{"tasks_unhealthy": 1}, {"tasks_running": 1}])
def test_an_app_that_was_well_and_is_not_is_red(trouble: dict[str, float]) -> None:
    look = soaking(apps(**trouble))

    assert verdict("apps-healthy-delta", look) is FAIL
    assert "/web" in reason("apps-healthy-delta", look)


def test_an_app_that_was_unwell_before_neither_blocks_nor_hides() -> None:
    was = apps(tasks_unhealthy=1)
    green = soaking(apps(tasks_unhealthy=2), baseline=was)

    other = app(id="/db", tasks=(AppTask(id="db.1", agent="S0"),), tasks_running=1, instances=1)
    both = {fact: MarathonApps(apps=(*value.apps, other)) for fact, value in was.items()}  # type: ignore[attr-defined]  # apps
    broken = {
        fact: MarathonApps(apps=(*value.apps, app(id="/db", instances=1, tasks_running=0)))  # type: ignore[attr-defined]  # apps
        for fact, value in was.items()
    }
    red = soaking(broken, baseline=both)

    assert verdict("apps-healthy-delta", green) is PASS
    assert "/web was not well before" in judged("apps-healthy-delta", green)[0].summary
    assert verdict("apps-healthy-delta", red) is FAIL
    assert "/db (0 of 1 run)" in reason("apps-healthy-delta", red)


def test_an_app_that_a_person_changes_is_not_judged() -> None:
    assert verdict("apps-healthy-delta", soaking(apps(tasks_running=1, version="2018-07-10T11:59:00Z"))) is PASS
    assert verdict("apps-healthy-delta", soaking(apps(tasks_unhealthy=1), test_apps=frozenset({"/web"}))) is PASS


def test_an_app_without_results_of_its_health_check_is_unknown() -> None:
    look = soaking(apps(tasks_healthy=0, tasks_unhealthy=0), baseline=apps(tasks_healthy=2, tasks_unhealthy=0))

    assert verdict("apps-healthy-delta", look) is UNKNOWN


# --- leaders ----------------------------------------------------------------------------------------------------------


def leads(master: NodeId, **changes: Any) -> Values:
    return {
        key(mesos_metrics.PROBE, each): replace_metrics(counted(0.0, float(each == master)), **changes)
        for each in (M1, M2, M3)
    }


def replace_metrics(metrics: mesos_metrics.MasterMetrics, **changes: Any) -> mesos_metrics.MasterMetrics:
    return mesos_metrics.MasterMetrics(
        **({name: getattr(metrics, name) for name in metrics.__struct_fields__} | changes)
    )


def named(address: str) -> Values:
    return {key(marathon_leader.PROBE, each): marathon_leader.MarathonLeader(address=address) for each in (M1, M2, M3)}


def test_leaders_that_stay_are_green_and_so_is_the_first_look() -> None:
    assert verdict("leaders-steady", soaking(before={})) is PASS
    assert verdict("leaders-steady", soaking(leads(M1) | named(MASTERS[0]))) is PASS


def test_another_leader_of_mesos_or_marathon_is_red_with_both_names() -> None:
    assert reason("leaders-steady", soaking(leads(M1), before={})) == "m1 leads Mesos; it was m2"
    assert reason("leaders-steady", soaking(named(MASTERS[0]), before={})) == "m1 leads Marathon; it was m3"


def test_a_leading_mesos_master_that_was_started_anew_is_red() -> None:
    assert verdict("leaders-steady", soaking(leads(M2, uptime_secs=10.0), before={})) is FAIL
    assert verdict("leaders-steady", soaking(leads(M2, uptime_secs=30.0), before={})) is PASS


def test_leaders_are_unknown_while_a_master_says_nothing() -> None:
    assert verdict("leaders-steady", soaking(without=(key(mesos_metrics.PROBE, M1),), before={})) is UNKNOWN
    assert verdict("leaders-steady", soaking(without=(key(marathon_leader.PROBE, M1),), before={})) is UNKNOWN


def test_a_look_before_that_saw_no_leader_is_nothing_to_compare_with() -> None:
    nobody: Values = {
        key(mesos_metrics.PROBE, each): counted(0.0, elected=0.0) for each in (M1, M2, M3)
    } | dict.fromkeys(named("x"))
    look = soaking(leads(M1) | named(MASTERS[0]), before=nobody)

    assert verdict("leaders-steady", look) is PASS


# --- Marathon's version -----------------------------------------------------------------------------------------------


def says(version: str) -> Values:
    return {key(marathon_info.PROBE, M3): marathon_info.MarathonInfo(version=version, framework_id="F0")}


@pytest.mark.parametrize(
    ("version", "led", "expected"),
    [
        ("1.4.11", None, PASS),
        ("1.4.11", "1.4.11", PASS),
        ("1.5.8", "1.4.11", PASS),
        ("1.4.11", "1.5.8", FAIL),
        ("1.10.0", "1.9.6", PASS),
        ("of the house", "1.5.8", UNKNOWN),
    ],
)
def test_a_marathon_that_is_older_than_one_that_has_led_must_not_lead(
    version: str, led: str | None, expected: Verdict
) -> None:
    assert verdict("marathon-never-older", soaking(says(version), marathon_led=led)) is expected


def test_the_version_of_a_leader_that_says_nothing_is_unknown() -> None:
    assert verdict("marathon-never-older", soaking(without=(key(marathon_info.PROBE, M3),))) is UNKNOWN
    assert (
        verdict(
            "marathon-never-older",
            soaking({key(marathon_leader.PROBE, M1): named("9.9.9.9")[key(marathon_leader.PROBE, M1)]}),
        )
        is UNKNOWN
    )


def test_admission_and_the_gates_of_nodes_judge_the_version_as_well() -> None:
    for gate in ("admission", "master-rejoined", "agent-rejoined", "soak-health"):
        assert "marathon-never-older" in gates.discover()[gate].checks


# --- descriptors ------------------------------------------------------------------------------------------------------


def descriptors(open_files: float | None, most: float | None = 4096.0) -> Values:
    figures = zookeeper_mntr.Mntr(server_state="leader", synced_followers=2.0, open_files=open_files, max_files=most)
    return {key(zookeeper_mntr.PROBE, M1): figures}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (126.0, 2110.0, PASS),
        (126.0, 2111.0, FAIL),
        (3600.0, 3700.0, PASS),
        (3600.0, 3900.0, FAIL),
        (126.0, None, UNKNOWN),
        (None, 126.0, UNKNOWN),
    ],
)
def test_half_of_the_descriptors_that_the_baseline_left_free_is_too_many(
    before: float | None, now: float | None, expected: Verdict
) -> None:
    assert verdict("exhibitor-descriptors", soaking(descriptors(now), baseline=descriptors(before))) is expected


def test_descriptors_without_a_limit_are_unknown() -> None:
    assert verdict("exhibitor-descriptors", soaking(descriptors(126.0, None))) is UNKNOWN
    assert verdict("exhibitor-descriptors", soaking(descriptors(0.0, -1.0))) is UNKNOWN


# --- the journal ------------------------------------------------------------------------------------------------------


def logged(*kinds: ErrorKind, node: NodeId = A1) -> Values:
    return {key(journal_errors.PROBE, node): JournalErrors(kinds=kinds)}


def error(text: str = "cannot write state N", age: float = 3.0) -> ErrorKind:
    return ErrorKind(name="mesos-agent", text=text, count=2, age=age)


def test_a_new_error_in_the_journal_of_a_watched_node_is_red() -> None:
    look = soaking(logged(error()))

    assert verdict("journal-errors", look) is FAIL
    assert reason("journal-errors", look) == "new errors in the journal: mesos-agent: cannot write state N (2 times)"


def test_a_kind_of_error_that_the_baseline_had_anywhere_is_not_new_and_hides_no_other() -> None:
    old = logged(error(), node=A2)

    assert verdict("journal-errors", soaking(logged(error()), baseline=old)) is PASS
    look = soaking(logged(error(), error("disk is full")), baseline=old)
    assert reason("journal-errors", look).startswith("new errors in the journal: mesos-agent: disk is full")


@pytest.mark.parametrize(("age", "expected"), [(31.0, FAIL), (33.0, PASS)])
def test_errors_from_before_the_last_look_are_no_news(age: float, expected: Verdict) -> None:
    assert verdict("journal-errors", soaking(logged(error(age=age)))) is expected


def test_a_node_that_is_not_watched_is_not_judged() -> None:
    assert verdict("journal-errors", soaking(logged(error(), node=A2))) is PASS


def test_a_journal_that_cannot_be_read_is_unknown_and_so_are_errors_without_a_baseline() -> None:
    fact = key(journal_errors.PROBE, A1)
    no_baseline = soaking(logged(error()))
    assert no_baseline.baseline is not None
    known = {one: seen for one, seen in no_baseline.baseline.facts.items() if one != fact}

    assert verdict("journal-errors", soaking(without=(fact,))) is UNKNOWN
    assert (
        verdict("journal-errors", replace(no_baseline, baseline=replace(no_baseline.baseline, facts=known))) is UNKNOWN
    )


def test_a_watched_name_that_is_no_node_judges_nothing() -> None:
    assert verdict("journal-errors", soaking(watched=(CLUSTER,))) is UNKNOWN
    assert INVENTORY.node(CLUSTER) is None
