"""Checks of the one node whose step is judged: what turns each of them red."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from cluster_facts import (
    A1,
    M1,
    NEW_MESOS,
    OLD_MESOS,
    P1,
    PACKAGES,
    Values,
    agent,
    app,
    key,
    replicating,
    scene,
    slaves,
    state,
    task,
    upgraded,
    vendor,
)

from dcos_upgrade import checks
from dcos_upgrade.core.check import HopFacts, Scene, judge
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import (
    agent_metrics,
    dcos_version,
    marathon_apps,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
    mesos_version,
    node_role,
    packages_active,
    swap_leftovers,
    units,
    vendor_checks_cluster,
    vendor_checks_node,
)
from dcos_upgrade.probes.marathon_apps import MarathonApps
from dcos_upgrade.probes.mesos_slaves import MesosSlaves, Resources
from dcos_upgrade.probes.mesos_state import Status
from dcos_upgrade.probes.units import Unit, Units
from dcos_upgrade.probes.vendor_runner import VendorChecks


def worst(check_id: str, look: Scene) -> Judgement:
    order = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS]
    return min(judge(checks.discover()[check_id], look), key=lambda one: order.index(one.verdict))


def judged(check_id: str, focus: NodeId, changes: Values) -> Judgement:
    return worst(check_id, scene(upgraded(focus) | changes, focus=focus))


@pytest.mark.parametrize("check_id", ["node-version", "node-units", "vendor-checks", "tasks-kept", "mesos-version"])
def test_without_a_focus_nothing_is_judged(check_id: str) -> None:
    judgement = worst(check_id, scene())

    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.subject == CLUSTER


def test_node_still_at_the_source_fails() -> None:
    judgement = judged("node-version", M1, {key(dcos_version.PROBE, M1): dcos_version.DcosVersion(version="1.9.9")})

    assert judgement.verdict is Verdict.FAIL
    assert judgement.summary == "is at 1.9.9, not at 1.10.7"


@pytest.mark.parametrize("ids", [PACKAGES[:2], (*PACKAGES, "extra--00"), ("mesos--0000", *PACKAGES[:2])])
def test_other_packages_than_the_script_binds_fail(ids: tuple[str, ...]) -> None:
    judgement = judged("node-version", M1, {key(packages_active.PROBE, M1): packages_active.ActivePackages(ids=ids)})

    assert judgement.verdict is Verdict.FAIL


def test_packages_that_were_never_bound_are_unknown() -> None:
    look = scene(focus=M1)
    assert look.hop is not None

    judgement = worst("node-version", replace(look, hop=replace(look.hop, package_ids=())))

    assert judgement.verdict is Verdict.UNKNOWN


@pytest.mark.parametrize("broken", [{"install_progress": True}, {"active": False}, {"environment": False}])
def test_swap_that_was_broken_off_fails(broken: dict[str, bool]) -> None:
    whole = {"install_progress": False, "active": True, "new": False, "old": True, "environment": True}
    left = swap_leftovers.SwapLeftovers(**{**whole, **broken})

    assert judged("node-version", M1, {key(swap_leftovers.PROBE, M1): left}).verdict is Verdict.FAIL


def master_units(**changes: Any) -> Units:
    marathon: dict[str, Any] = {"active": "active", "sub": "running", "load": "loaded"}
    well = Unit(active="active", sub="running")
    return Units(
        units={
            "dcos-exhibitor.service": well,
            "dcos-mesos-master.service": well,
            "dcos-marathon.service": Unit(**{**marathon, **changes}),
        }
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"active": "failed"},
        {"active": "inactive", "sub": "dead"},
        {"active": "activating", "sub": "auto-restart"},
        {"active": "activating", "sub": "start-pre"},
        {"load": "not-found"},
        {"active": "inactive", "type": "oneshot", "result": "exit-code"},
    ],
)
def test_unit_that_is_not_well_fails(changes: dict[str, str]) -> None:
    judgement = judged("node-units", M1, {key(units.PROBE, M1): master_units(**changes)})

    assert judgement.verdict is Verdict.FAIL
    assert "dcos-marathon.service" in judgement.summary


@pytest.mark.parametrize(
    "changes", [{"active": "inactive", "sub": "dead"}, {"active": "activating", "sub": "start"}, {"active": "active"}]
)
def test_unit_that_runs_once_may_have_ended(changes: dict[str, str]) -> None:
    once = Unit(type="oneshot", result="success", **changes)

    assert judged("node-units", M1, {key(units.PROBE, M1): beside("dcos-gen-resolvconf.service", once)}).verdict is (
        Verdict.PASS
    )


def beside(name: str, unit: Unit) -> Units:
    """A master whose own units are well, and one more."""
    return Units(units={**master_units().units, name: unit})


@pytest.mark.parametrize(
    ("unit", "verdict"),
    [
        (Unit(active="inactive", type="simple", restart="no", ended=True), Verdict.PASS),
        (Unit(active="inactive", type="simple", restart="on-failure", ended=True), Verdict.PASS),
        (Unit(active="inactive", type="simple", restart="on-failure", left_out=True), Verdict.PASS),
        (Unit(active="inactive", type="simple", restart="always", ended=True), Verdict.FAIL),
        (Unit(active="inactive", type="simple", restart="no"), Verdict.FAIL),
        (Unit(active="failed", type="simple", restart="no", result="exit-code"), Verdict.FAIL),
        (Unit(active="inactive", type="simple", restart="no", ended=True, result="exit-code"), Verdict.FAIL),
    ],
)
def test_unit_that_a_timer_starts_may_rest_when_it_ended_by_itself(unit: Unit, verdict: Verdict) -> None:
    seen = beside("dcos-logrotate-master.service", unit)

    assert judged("node-units", M1, {key(units.PROBE, M1): seen}).verdict is verdict


@pytest.mark.parametrize(("load", "verdict"), [("loaded", Verdict.PASS), ("not-found", Verdict.FAIL)])
def test_check_runner_of_each_minute_may_fail_as_its_checks_are_judged_themselves(load: str, verdict: Verdict) -> None:
    failed = Unit(active="failed", sub="failed", type="simple", restart="no", load=load, result="exit-code")
    seen = beside("dcos-checks-poststart.service", failed)

    assert judged("node-units", M1, {key(units.PROBE, M1): seen}).verdict is verdict


def test_unit_that_makes_the_role_may_not_rest() -> None:
    rests = master_units(active="inactive", type="simple", restart="no", ended=True)

    judgement = judged("node-units", M1, {key(units.PROBE, M1): rests})

    assert judgement.verdict is Verdict.FAIL
    assert "dcos-marathon.service inactive" in judgement.summary


def test_node_without_the_units_of_its_role_fails() -> None:
    only = Units(units={"dcos-net.service": Unit(active="active")})

    judgement = judged("node-units", P1, {key(units.PROBE, P1): only})

    assert judgement.verdict is Verdict.FAIL
    assert "dcos-mesos-slave-public.service is not wanted" in judgement.summary


@pytest.mark.parametrize(
    ("uptime", "verdict"),
    [
        (60.0, Verdict.PASS),
        (300.0, Verdict.PASS),
        (301.0, Verdict.FAIL),
        (1e300, Verdict.FAIL),
        (-1.0, Verdict.FAIL),
        (None, Verdict.UNKNOWN),
    ],
)
def test_process_must_be_younger_than_the_step(uptime: float | None, verdict: Verdict) -> None:
    agent_side = agent_metrics.AgentMetrics(registered=1.0, uptime_secs=uptime)
    master_side = mesos_metrics.MasterMetrics(elected=0.0, uptime_secs=uptime)

    assert judged("node-process-fresh", A1, {key(agent_metrics.PROBE, A1): agent_side}).verdict is verdict
    assert judged("node-process-fresh", M1, {key(mesos_metrics.PROBE, M1): master_side}).verdict is verdict


def test_freshness_needs_the_start_of_the_step() -> None:
    look = replace(scene(focus=M1), swapped=None)

    assert worst("node-process-fresh", look).verdict is Verdict.UNKNOWN


def test_old_mesos_binary_fails() -> None:
    assert judged("mesos-version", M1, {key(mesos_version.PROBE, M1): OLD_MESOS}).verdict is Verdict.FAIL


def test_agent_that_the_leader_lists_with_the_old_mesos_fails() -> None:
    listed = slaves(agent(A1, reregistered_time=2000.0), agent(P1))

    judgement = judged("mesos-version", A1, {key(mesos_slaves.PROBE): listed})

    assert judgement.verdict is Verdict.FAIL
    assert "the leader says" in judgement.summary


def test_mesos_that_the_catalog_does_not_know_must_at_least_be_known() -> None:
    hop = HopFacts(source=Version.parse("1.9.9"), target=Version.parse("1.10.7"), package_ids=PACKAGES)
    known = replace(scene(focus=M1), hop=hop)
    values = upgraded(M1)
    del values[key(mesos_version.PROBE, M1)]

    assert worst("mesos-version", known).verdict is Verdict.PASS
    assert worst("mesos-version", replace(scene(values, focus=M1), hop=hop)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (vendor(1), Verdict.FAIL),
        (vendor(2), Verdict.FAIL),
        (vendor(3), Verdict.UNKNOWN),
        (vendor(configured=("components_master", "tar", "xz")), Verdict.UNKNOWN),
        (vendor(configured=None), Verdict.PASS),
        (vendor(checks={}, configured=()), Verdict.UNKNOWN),
        (vendor(runner="dcos-check-runner"), Verdict.UNKNOWN),
        (VendorChecks(runner="none"), Verdict.UNKNOWN),
    ],
)
def test_vendor_checks_of_a_node_at_1_10(answer: VendorChecks, verdict: Verdict) -> None:
    assert judged("vendor-checks", M1, {key(vendor_checks_node.PROBE, M1): answer}).verdict is verdict


@pytest.mark.parametrize(
    ("live", "runner", "verdict"),
    [
        ("1.9.10", "none", Verdict.PASS),
        ("1.9.10", "dcos-diagnostics", Verdict.UNKNOWN),
        ("1.11.3", "none", Verdict.UNKNOWN),
        ("1.12.0", "dcos-check-runner", Verdict.PASS),
        ("1.12.0", "dcos-diagnostics", Verdict.UNKNOWN),
        ("2.1.0", "dcos-check-runner", Verdict.PASS),
        ("2.1.0", "dcos-diagnostics", Verdict.UNKNOWN),
        ("1.10-dev", "dcos-diagnostics", Verdict.UNKNOWN),
    ],
)
def test_runner_is_the_one_of_the_node_s_own_live_release(live: str, runner: str, verdict: Verdict) -> None:
    answer = VendorChecks(runner="none") if runner == "none" else replicating(0, runner=runner)
    changes: Values = {
        key(dcos_version.PROBE, M1): dcos_version.DcosVersion(version=live),
        key(vendor_checks_node.PROBE, M1): answer,
        key(vendor_checks_cluster.PROBE, M1): answer,
    }

    assert judged("vendor-checks", M1, changes).verdict is verdict


def test_public_agents_have_no_vendor_checks_before_1_12() -> None:
    nothing = vendor(checks={}, configured=())

    assert judged("vendor-checks", P1, {key(vendor_checks_node.PROBE, P1): nothing}).verdict is Verdict.PASS
    assert judged("vendor-checks", A1, {key(vendor_checks_node.PROBE, A1): nothing}).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("registered", "verdict"), [(0.0, Verdict.FAIL), (None, Verdict.UNKNOWN)])
def test_agent_must_say_itself_that_it_is_registered(registered: float | None, verdict: Verdict) -> None:
    metrics = agent_metrics.AgentMetrics(registered=registered, uptime_secs=60.0)

    assert judged("agent-registered", A1, {key(agent_metrics.PROBE, A1): metrics}).verdict is verdict


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({"active": False}, Verdict.FAIL, "not active"),
        ({"id": "S9"}, Verdict.FAIL, "has registered as S9; it was S0"),
        ({"reregistered_time": None}, Verdict.FAIL, "since before the step"),
        ({"reregistered_time": 1000.0}, Verdict.FAIL, "since before the step"),
        ({"registered_time": None, "reregistered_time": None}, Verdict.UNKNOWN, "does not say"),
        ({"pid": "slave(1)@10.0.9.9:5051", "id": "S9"}, Verdict.FAIL, "does not list S0"),
    ],
)
def test_leader_must_list_the_agent_again(changes: dict[str, Any], verdict: Verdict, words: str) -> None:
    fresh: dict[str, Any] = {"version": NEW_MESOS, "reregistered_time": 2000.0}
    listed = slaves(agent(A1, **{**fresh, **changes}), agent(P1))

    judgement = judged("agent-registered", A1, {key(mesos_slaves.PROBE): listed})

    assert judgement.verdict is verdict
    assert words in judgement.summary


def tasks(*found: Any, completed: tuple[Any, ...] = (), **changes: Any) -> Values:
    return {key(mesos_state.PROBE): state(*found, completed=completed, **changes)}


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (tasks(task(2, "S1")), "web.1 is gone"),
        (tasks(task(9, "S0")), "web.1 is gone"),
        (tasks(task(1, "S1")), "runs on the agent S1"),
        (tasks(task(1, "S0", state="TASK_UNREACHABLE")), "is TASK_UNREACHABLE"),
        (tasks(completed=(task(1, "S0", state="TASK_KILLED"),)), "is TASK_KILLED"),
        (tasks(completed=(task(1, "S0", state="TASK_LOST"),)), "is TASK_LOST"),
    ],
)
def test_task_that_does_not_run_on_there_is_lost(now: Values, words: str) -> None:
    judgement = judged("tasks-kept", A1, now)

    assert judgement.verdict is Verdict.FAIL
    assert words in judgement.summary


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({"state": "TASK_FINISHED"}, "finished by itself"),
        ({"state": "TASK_KILLED", "statuses": (Status(healthy=False),)}, "health check"),
    ],
)
def test_task_that_ended_by_itself_is_named_and_not_lost(end: dict[str, Any], words: str) -> None:
    judgement = judged("tasks-kept", A1, tasks(completed=(task(1, "S0", **end),)))

    assert judgement.verdict is Verdict.PASS
    assert words in judgement.summary


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"version": "2018-07-10T11:58:00.000Z"}, Verdict.PASS),
        ({"instances": 1}, Verdict.PASS),
        ({"instances": 3}, Verdict.FAIL),
        ({"deployments": (marathon_apps.Reference(id="d1"),)}, Verdict.PASS),
        ({}, Verdict.FAIL),
        ({"id": "/other"}, Verdict.FAIL),
    ],
)
def test_only_a_change_of_its_app_that_ends_tasks_excuses_one(changes: dict[str, Any], verdict: Verdict) -> None:
    now = tasks(task(2, "S1"))
    apps = MarathonApps(apps=(app(**changes),))

    judgement = judged("tasks-kept", A1, now | {key(marathon_apps.PROBE, m): apps for m in ("m1", "m2", "m3")})

    assert judgement.verdict is verdict


def test_scaling_up_moves_the_version_and_excuses_nothing() -> None:
    at = marathon_apps.VersionInfo(last_config_change="2018-07-01T00:00:00.000Z")
    old = app(version_info=at)
    new = msgspec.structs.replace(old, instances=3.0, version="2018-07-10T11:58:00.000Z")
    look = scene(upgraded(A1) | tasks(task(2, "S1")) | _everywhere(new), focus=A1)
    assert look.before is not None
    before = replace(look.before, facts={**look.before.facts, **_as_facts(look, old)})

    assert worst("tasks-kept", replace(look, before=before)).verdict is Verdict.FAIL


def _everywhere(one: marathon_apps.App) -> Values:
    return {key(marathon_apps.PROBE, master): MarathonApps(apps=(one,)) for master in ("m1", "m2", "m3")}


def _as_facts(look: Scene, one: marathon_apps.App) -> Any:
    facts = {fact: look.now.facts[fact] for fact in _everywhere(one)}
    return {fact: replace(seen, value=MarathonApps(apps=(one,))) for fact, seen in facts.items()}


def test_agent_without_tasks_has_nothing_to_lose() -> None:
    judgement = judged("tasks-kept", P1, {})

    assert judgement.verdict is Verdict.PASS
    assert judgement.summary == "no task ran here before"


def test_a_node_whose_role_file_changed_fails() -> None:
    judgement = judged("role-kept", A1, {key(node_role.PROBE, A1): node_role.NodeRole(files=("slave_public",))})

    assert judgement.verdict is Verdict.FAIL
    assert judgement.summary == "is slave_public by its own files; the inventory has a private_agent"


@pytest.mark.parametrize("files", [(), ("slave", "slave_public")])
def test_a_node_with_no_role_or_two_fails(files: tuple[str, ...]) -> None:
    assert judged("role-kept", A1, {key(node_role.PROBE, A1): node_role.NodeRole(files=files)}).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({"attributes": {"rack": "r2"}}, "the attribute rack is r2; it was r1"),
        ({"attributes": {}}, "the attribute rack is gone; it was r1"),
        (
            {"reserved_resources": {"slave_public": Resources()}},
            "a reservation for slave_public is there; it was not there",
        ),
    ],
)
def test_an_agent_that_came_back_as_another_kind_fails(changes: dict[str, Any], summary: str) -> None:
    seen = upgraded(A1)[key(mesos_slaves.PROBE)]
    assert isinstance(seen, mesos_slaves.MesosSlaves)
    first, *others = seen.slaves
    changed = MesosSlaves(slaves=(msgspec.structs.replace(first, **changes), *others), recovered_slaves=())

    judgement = judged("attributes-kept", A1, {key(mesos_slaves.PROBE): changed})

    assert judgement.verdict is Verdict.FAIL
    assert judgement.summary == summary


def test_an_agent_that_is_listed_twice_has_unknown_attributes() -> None:
    seen = upgraded(A1)[key(mesos_slaves.PROBE)]
    assert isinstance(seen, mesos_slaves.MesosSlaves)
    twice = MesosSlaves(slaves=(*seen.slaves, msgspec.structs.replace(seen.slaves[0], id="S9")), recovered_slaves=())

    assert judged("attributes-kept", A1, {key(mesos_slaves.PROBE): twice}).verdict is Verdict.UNKNOWN
