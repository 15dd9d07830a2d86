"""Gates: which checks they are made of, what a look for them asks, and that nothing unknown opens one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cluster_facts import A1, INVENTORY, M1, NOW, Values, healthy, key, scene, snapshot, upgraded

from dcos_upgrade import checks, gates, probes
from dcos_upgrade.core.cluster import CLUSTER, NodeId
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.judgement import Verdict, combine
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import MesosSlaves

GATES = gates.discover()
CASES: list[tuple[str, NodeId | None]] = [("admission", None), ("master-rejoined", M1), ("agent-rejoined", A1)]


def values_for(focus: NodeId | None) -> Values:
    return upgraded(focus) if focus else healthy()


def verdict(gate: str, values: Values, focus: NodeId | None) -> Verdict:
    return combine(gates.judge(GATES[gate], scene(values, focus=focus)))


@pytest.mark.parametrize(("gate", "focus"), CASES)
def test_gate_opens_on_a_healthy_look(gate: str, focus: NodeId | None) -> None:
    assert verdict(gate, values_for(focus), focus) is Verdict.PASS


@pytest.mark.parametrize(("gate", "focus"), CASES)
@pytest.mark.parametrize("silent", [master.id for master in INVENTORY.masters])
def test_gate_stays_shut_when_one_master_says_nothing(gate: str, focus: NodeId | None, silent: NodeId) -> None:
    values = {fact: value for fact, value in values_for(focus).items() if fact[1] != silent}

    assert verdict(gate, values, focus) is Verdict.UNKNOWN


@pytest.mark.parametrize(("gate", "focus"), CASES)
def test_gate_stays_shut_on_an_empty_list_of_agents(gate: str, focus: NodeId | None) -> None:
    values = values_for(focus) | {key(mesos_slaves.PROBE): MesosSlaves(slaves=(), recovered_slaves=())}

    assert verdict(gate, values, focus) is Verdict.FAIL


@pytest.mark.parametrize(("gate", "focus"), CASES)
def test_gate_stays_shut_on_answers_from_before_the_swap(gate: str, focus: NodeId | None) -> None:
    stale = snapshot(values_for(focus), at=NOW - timedelta(minutes=2))

    judgements = gates.judge(GATES[gate], replace(scene(focus=focus), now=stale))

    assert {judgement.verdict for judgement in judgements} == {Verdict.UNKNOWN}


@pytest.mark.parametrize(("gate", "focus"), CASES)
def test_gate_asks_for_all_that_its_checks_read_and_no_more(gate: str, focus: NodeId | None) -> None:
    needed = gates.probes_of(GATES[gate])
    asked = {fact: value for fact, value in values_for(focus).items() if fact[0] in needed}

    assert needed <= set(probes.discover())
    assert verdict(gate, asked, focus) is Verdict.PASS


@pytest.mark.parametrize(("gate", "focus"), CASES)
def test_facts_of_a_node_are_asked_of_the_focus_only(gate: str, focus: NodeId | None) -> None:
    alone = gates.on_focus(GATES[gate])
    asked = {fact: one for fact, one in values_for(focus).items() if fact[0] not in alone or fact[1] == focus}

    assert verdict(gate, asked, focus) is Verdict.PASS
    assert "units" not in gates.everywhere(GATES[gate])


def test_admission_keeps_what_the_agents_gate_compares_with() -> None:
    kept = gates.everywhere(GATES["admission"])
    before = {fact: value for fact, value in healthy().items() if fact[0] in kept}
    look = replace(scene(focus=A1), before=snapshot(before))

    assert combine(gates.judge(GATES["agent-rejoined"], look)) is Verdict.PASS


@pytest.mark.parametrize("gate", sorted(GATES))
def test_every_check_of_a_gate_exists(gate: str) -> None:
    assert set(GATES[gate].checks) <= set(checks.discover())


def test_a_check_that_does_not_exist_is_unknown_and_not_left_out() -> None:
    gate = Gate(id="site", title="a site's own", source="a site", checks=("replog-recovered", "no-such-check"))

    judgements = gates.judge(gate, scene())

    assert combine(judgements) is Verdict.UNKNOWN
    assert {j.subject for j in judgements if j.check == "no-such-check"} == {CLUSTER}


def test_admission_counts_once_and_those_of_nodes_three_times() -> None:
    """A soak's gate must hold for a time, however many looks that is."""
    assert {gate.id: gate.in_a_row for gate in GATES.values()} == {
        "admission": 1,
        "agent-rejoined": 3,
        "master-rejoined": 3,
        "soak-health": 1,
        "service-marathon-ready": 1,
        "service-marathon-rejoined": 3,
    }
