"""What holds for every check: nothing judged is not green, whichever answer is missing, stale or of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cluster_facts import A1, CLUSTER, INVENTORY, M1, NOW, P1, Values, healthy, key, scene, snapshot, upgraded

from dcos_upgrade import checks, probes
from dcos_upgrade.core.check import CheckStage, Scene, judge
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.snapshot import Key

CHECKS = checks.discover()
AGENTS_ONLY = {"agent-docker", "agent-registered", "attributes-kept", "tasks-kept"}


def focuses(check_id: str) -> tuple[NodeId | None, ...]:
    check = CHECKS[check_id]
    if check.stages != frozenset({CheckStage.DURING}):
        return (None,)
    return (A1, P1) if check_id in AGENTS_ONLY else (M1, A1, P1)


CASES = [(check_id, focus) for check_id in CHECKS for focus in focuses(check_id)]


def verdicts(check_id: str, look: Scene) -> set[Verdict]:
    return {judgement.verdict for judgement in judge(CHECKS[check_id], look)}


def facts_read(check_id: str, focus: NodeId | None) -> Iterator[Key]:
    """Every fact of the healthy look that the check says it reads."""
    check = CHECKS[check_id]
    for probe, subject in upgraded(focus) if focus else healthy():
        if probe in check.probes or (probe in check.focus_probes and subject == focus):
            yield probe, subject


@pytest.mark.parametrize(("check_id", "focus"), CASES)
def test_healthy_cluster_passes(check_id: str, focus: NodeId | None) -> None:
    assert verdicts(check_id, scene(focus=focus)) == {Verdict.PASS}


@pytest.mark.parametrize(("check_id", "focus"), CASES)
def test_no_answer_at_all_is_unknown(check_id: str, focus: NodeId | None) -> None:
    look = replace(scene(focus=focus), now=snapshot({}))

    found = verdicts(check_id, look)

    assert found == {Verdict.UNKNOWN}


@pytest.mark.parametrize(("check_id", "focus"), CASES)
def test_answers_from_before_the_swap_are_unknown(check_id: str, focus: NodeId | None) -> None:
    stale = snapshot(upgraded(focus) if focus else healthy(), at=NOW - timedelta(minutes=2))

    found = verdicts(check_id, replace(scene(focus=focus), now=stale))

    assert found == {Verdict.UNKNOWN}


# One answer that several masters can give is enough from one of them, and only leaders know some things.
SPARE = {
    ("tasks-kept", "marathon-apps"),
    ("tasks-not-lost", "marathon-apps"),
    ("tasks-not-lost", "mesos-metrics"),
    ("apps-healthy-delta", "marathon-apps"),
    ("marathon-never-older", "marathon-info"),
    ("zookeeper-quorum", "zookeeper-mntr"),
    # what only a failure is told with decides nothing where there is none
    ("service-marathon-deployed", "marathon-queue"),
    ("service-marathon-registered", "mesos-state"),
    # asked only where there is no hop, and only by what 1.12 asks for
    ("platform-supported", "dcos-version"),
    ("host-requirements", "dcos-version"),
    ("host-requirements", "os-release"),
    # asked for by later releases than that of the scene only
    ("host-requirements", "kernel-settings"),
    ("host-requirements", "processor"),
    ("host-requirements", "user-configuration"),
}
# The vendor lists pairs for masters, too; what else is asked of Docker is asked of agents.
OF_AGENTS = {"host-requirements", "docker-answers"}
MASTERS = frozenset(node.id for node in INVENTORY.masters)


@pytest.mark.parametrize(
    ("check_id", "focus", "fact"),
    [
        (check_id, focus, fact)
        for check_id, focus in CASES
        for fact in facts_read(check_id, focus)
        if (check_id, fact[0]) not in SPARE
        and not (check_id in OF_AGENTS and fact[0] == "docker-version" and fact[1] in MASTERS)
        and not (check_id == "node-process-fresh" and fact[0] == "mesos-metrics" and fact[1] != focus)
        and not (check_id == "mesos-version" and fact[0] == "mesos-slaves" and focus == M1)
    ],
)
def test_each_missing_answer_is_unknown(check_id: str, focus: NodeId | None, fact: Key) -> None:
    values: Values = upgraded(focus) if focus else healthy()
    del values[fact]

    judgements = judge(CHECKS[check_id], scene(values, focus=focus))

    assert any(judgement.verdict is Verdict.UNKNOWN for judgement in judgements)
    assert Verdict.FAIL not in {judgement.verdict for judgement in judgements}


@pytest.mark.parametrize(("check_id", "focus"), CASES)
def test_without_a_baseline_nothing_that_needs_one_passes(check_id: str, focus: NodeId | None) -> None:
    needs = {
        "agents-back",
        "frameworks-connected",
        "marathon-leader",
        "agent-registered",
        "attributes-kept",
        "tasks-kept",
        "tasks-not-lost",
        "apps-healthy-delta",
        "exhibitor-descriptors",
        "service-marathon-tasks",
    }
    look = replace(scene(focus=focus), baseline=None, before=None)

    assert (Verdict.UNKNOWN in verdicts(check_id, look)) == (check_id in needs)


@pytest.mark.parametrize("check_id", sorted(CHECKS))
def test_empty_inventory_is_not_green(check_id: str) -> None:
    nobody = replace(INVENTORY, nodes=())
    look = replace(scene(), inventory=nobody, now=snapshot({}))

    assert verdicts(check_id, look) <= {Verdict.UNKNOWN, Verdict.FAIL}


@pytest.mark.parametrize("check_id", sorted(CHECKS))
def test_check_names_facts_that_exist_and_a_source(check_id: str) -> None:
    check = CHECKS[check_id]

    assert set(check.probes) | set(check.focus_probes) <= set(probes.discover())
    assert check.source


@pytest.mark.parametrize(("check_id", "focus"), CASES)
def test_check_reads_no_fact_that_it_does_not_name(check_id: str, focus: NodeId | None) -> None:
    """A look asks only for what gates' checks name, so a check that reads more would be unknown for ever."""
    values = dict.fromkeys(facts_read(check_id, focus))
    full: Values = upgraded(focus) if focus else healthy()

    look = scene({fact: full[fact] for fact in values}, focus=focus)

    assert verdicts(check_id, look) == {Verdict.PASS}


def test_judgement_says_who_did_not_answer() -> None:
    values = healthy()
    one = key(probes.discover()["exhibitor-status"], "m2")
    del values[one]
    look = replace(scene(), now=snapshot(values, unknown={one: "m2: no answer over HTTP (connection refused)"}))

    by_subject: dict[NodeId, Judgement] = {
        judgement.subject: judgement for judgement in judge(CHECKS["exhibitor-serving"], look)
    }

    assert "connection refused" in by_subject[NodeId("m2")].summary
    assert by_subject[CLUSTER].summary == "unknown: m2: no answer over HTTP (connection refused)"
