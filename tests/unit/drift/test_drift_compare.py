"""What a comparison with the baseline calls lost, expected and unknown."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from cluster_facts import (
    A1,
    A2,
    M1,
    NEW,
    NEW_MESOS,
    P1,
    Values,
    agent,
    app,
    done,
    healthy,
    key,
    slaves,
    snapshot,
    state,
    task,
)

from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.core.snapshot import Key
from dcos_upgrade.drift import Drift, compare
from dcos_upgrade.probes import (
    cluster_id,
    dcos_version,
    marathon_apps,
    marathon_info,
    marathon_leader,
    mesos_slaves,
    mesos_state,
    mesos_version,
    node_role,
)
from dcos_upgrade.probes.marathon_apps import App, MarathonApps
from dcos_upgrade.usecases.validate import exit_code

MASTERS = ("m1", "m2", "m3")


def drift(changes: Values | None = None, *, mesos: str | None = NEW_MESOS) -> Drift:
    return compare(snapshot(healthy()), snapshot(done() | (changes or {})), target=NEW, mesos=mesos)


def losses(changes: Values) -> set[tuple[str, str]]:
    return {(loss.kind, loss.subject) for loss in drift(changes).lost}


def apps(*found: App) -> Values:
    return {key(marathon_apps.PROBE, master): MarathonApps(apps=found) for master in MASTERS}


def test_a_good_run_loses_nothing_and_tells_what_moved() -> None:
    found = drift()

    assert (found.lost, found.unknown) == ((), ())
    assert {(c.kind, c.subject, c.before, c.after) for c in found.expected} >= {
        ("version", "m1", "1.9.9", "1.10.7"),
        ("mesos version", "a1", "1.2.3", "1.4.2"),
        ("registered version", "p1", "1.2.3", "1.4.2"),
    }
    assert exit_code(found) is ExitCode.DONE


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({key(dcos_version.PROBE, "a2"): dcos_version.DcosVersion(version="1.9.9")}, ("version", "a2")),
        ({key(mesos_version.PROBE, "m1"): "1.2.3"}, ("mesos version", "m1")),
        ({key(node_role.PROBE, "p1"): node_role.NodeRole(files=("slave",))}, ("role", "p1")),
        ({key(cluster_id.PROBE, "m2"): "another"}, ("cluster id", "m2")),
    ],
)
def test_node_that_is_not_what_it_should_be_is_lost(changes: Values, lost: tuple[str, str]) -> None:
    assert losses(changes) == {lost}


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"id": "S9"}, ("agent", "a1")),
        ({"active": False}, ("agent", "a1")),
        ({"attributes": {}}, ("attribute", "a1")),
        ({"attributes": {"rack": "r9"}}, ("attribute", "a1")),
        ({"version": "1.2.3"}, ("registered version", "a1")),
    ],
)
def test_agent_that_is_not_the_old_one_is_lost(changes: dict[str, Any], lost: tuple[str, str]) -> None:
    one = agent(A1, **{"version": NEW_MESOS, **changes})
    listed = slaves(one, agent(A2, version=NEW_MESOS), agent(P1, version=NEW_MESOS))

    assert losses({key(mesos_slaves.PROBE): listed}) == {lost}


def test_agent_that_left_the_list_is_lost() -> None:
    listed = slaves(agent(A1, version=NEW_MESOS), agent(P1, version=NEW_MESOS))

    assert losses({key(mesos_slaves.PROBE): listed}) == {("agent", "a2")}


def test_framework_that_is_gone_or_away_is_lost() -> None:
    seen = state(task(1, "S0"), task(2, "S1"))
    away = msgspec.structs.replace(seen.frameworks[0], connected=False)
    other = msgspec.structs.replace(seen.frameworks[0], id="F9")

    assert losses({key(mesos_state.PROBE): msgspec.structs.replace(seen, frameworks=(away,))}) == {
        ("framework", "marathon (F0)")
    }
    assert ("framework", "marathon (F0)") in losses(
        {key(mesos_state.PROBE): msgspec.structs.replace(seen, frameworks=(other,))}
    )


def test_another_framework_id_of_marathon_is_lost() -> None:
    info = marathon_info.MarathonInfo(version="1.5.8", framework_id="F9")

    assert losses({key(marathon_info.PROBE, master): info for master in MASTERS}) == {("framework id", "marathon")}


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        (apps(), {("app", "/web")}),
        (apps(app(constraints=())), {("constraint", "/web")}),
        (apps(app(constraints=None)), {("constraint", "/web")}),
        (apps(app(constraints=(("hostname", "LIKE", "a"),))), {("constraint", "/web")}),
        (apps(app(constraints=(("hostname", "unique", ""),))), set()),
        (apps(app(tasks_running=1)), {("instances", "/web")}),
        (apps(app(), app(id="/new")), set()),
    ],
)
def test_app_must_be_there_with_its_constraints_and_instances(found: Values, lost: set[tuple[str, str]]) -> None:
    assert losses(found) == lost


def test_constraint_that_went_with_a_new_version_is_still_named_as_lost() -> None:
    changed = apps(app(constraints=(), version="2018-07-10T11:00:00.000Z"))

    assert losses(changed) == {("constraint", "/web")}


def test_scaling_by_a_person_is_expected_with_its_reason() -> None:
    found = drift(apps(app(instances=1, tasks_running=1)) | {key(mesos_state.PROBE): state(task(2, "S1"))})

    assert found.lost == ()
    assert {(c.kind, c.subject): c.why for c in found.expected if c.kind in ("instances", "task")} == {
        ("instances", "/web"): "/web was scaled down meanwhile",
        ("task", "web.1"): "/web was scaled down meanwhile",
    }


@pytest.mark.parametrize(
    "now",
    [
        state(task(1, "S0"), task(7, "S1")),
        state(task(1, "S0"), completed=(task(2, "S1", state="TASK_KILLED"),)),
        state(task(1, "S0"), completed=(task(2, "S1", state="TASK_FAILED"),)),
        state(task(1, "S0"), task(2, "S0")),
    ],
)
def test_task_that_is_gone_without_a_reason_is_lost(now: mesos_state.MesosState) -> None:
    found = drift({key(mesos_state.PROBE): now})

    assert {(loss.kind, loss.subject) for loss in found.lost} == {("task", "web.2")}
    assert exit_code(found) is ExitCode.LOST


def test_task_that_finished_is_expected() -> None:
    now = state(task(1, "S0"), completed=(task(2, "S1", state="TASK_FINISHED"),))

    found = drift({key(mesos_state.PROBE): now})

    assert found.lost == ()
    assert [c.why for c in found.expected if c.kind == "task"] == ["it finished by itself"]


NOT_COMPARED = {"exhibitor-status", "zookeeper-srvr", "zookeeper-mntr", "mesos-metrics", "agent-metrics"} | {
    "marathon-deployments",
    "marathon-queue",
    marathon_leader.PROBE.id,
    "os-release",
    "clock",
    "cloud-template",
    "user-configuration",
    "docker-version",
    "disk-space",
    "docker-under-dcos",
    "systemd-version",
    "packages-active",
    "journal-errors",
    "agent-id",
    "clock-synchronised",
    "inodes",
    "mesos-maintenance",
    "docker-settings",
    "kernel-settings",
    "mounts",
    "processor",
    "programs",
    "selinux",
    "system-services",
}
"""What moves by itself (leaders, figures, queues), what no upgrade of DC/OS touches, and what the gates compare with the script."""

ONE_ANSWER_IS_ENOUGH = {"marathon-apps", "marathon-info"}


@pytest.mark.parametrize("fact", [fact for fact in done() if fact[0] not in NOT_COMPARED | ONE_ANSWER_IS_ENOUGH])
def test_fact_that_is_missing_after_the_run_is_unknown_and_never_fine(fact: Key) -> None:
    after = done()
    del after[fact]

    found = compare(snapshot(healthy()), snapshot(after, unknown={fact: "no answer"}), target=NEW, mesos=NEW_MESOS)

    assert found.unknown
    assert found.lost == ()
    assert exit_code(found) is ExitCode.UNKNOWN


@pytest.mark.parametrize("probe", sorted(ONE_ANSWER_IS_ENOUGH))
def test_apps_are_unknown_only_when_no_master_answers(probe: str) -> None:
    without = {fact: value for fact, value in done().items() if fact[0] != probe}
    one = without | {fact: value for fact, value in done().items() if fact == (probe, M1)}

    some = compare(snapshot(healthy()), snapshot(one), target=NEW, mesos=NEW_MESOS)
    none = compare(snapshot(healthy()), snapshot(without), target=NEW, mesos=NEW_MESOS)

    assert some.unknown == ()
    assert exit_code(none) is ExitCode.UNKNOWN


@pytest.mark.parametrize("probe", ["mesos-slaves", "mesos-state", "marathon-apps", "marathon-info", "node-role"])
def test_what_the_baseline_does_not_know_cannot_be_proven(probe: str) -> None:
    before = {fact: value for fact, value in healthy().items() if fact[0] != probe}

    found = compare(snapshot(before), snapshot(done()), target=NEW, mesos=NEW_MESOS)

    assert exit_code(found) is ExitCode.UNKNOWN


def test_losses_outweigh_what_is_unknown() -> None:
    after = done() | apps()
    del after[key(dcos_version.PROBE, "a1")]

    found = compare(snapshot(healthy()), snapshot(after), target=NEW, mesos=NEW_MESOS)

    assert found.unknown
    assert exit_code(found) is ExitCode.LOST


def test_mesos_that_the_catalog_does_not_know_is_told_and_not_judged() -> None:
    found = drift({key(mesos_version.PROBE, "m1"): "1.4.99"}, mesos=None)

    assert found.lost == ()
    assert ("mesos version", "m1", "1.4.99") in {(c.kind, c.subject, c.after) for c in found.expected}


def test_loss_carries_its_evidence_and_reads_as_a_sentence() -> None:
    loss = drift(apps()).lost[0]

    assert loss.evidence
    assert str(loss) == "app /web: is gone"
