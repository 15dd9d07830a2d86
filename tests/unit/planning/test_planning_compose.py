"""From a route and a cluster to waves, and clusters that are refused."""

from __future__ import annotations

import msgspec
import pytest
from planned import cluster, nodes_of, plan_for

from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Pacing, StageName, canonical
from dcos_upgrade.planning.digest import digest_of, sealed, verify
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.planning.stale import changed


def test_the_hops_follow_the_route_and_the_stages_the_workbook():
    plan = plan_for()

    assert [(hop.source, hop.target) for hop in plan.hops] == [
        ("1.9.4", "1.9.9"),
        ("1.9.9", "1.10.7"),
        ("1.10.7", "1.11.3"),
    ]
    assert [stage.name for stage in plan.hops[0].stages] == list(StageName)


def test_masters_go_one_by_one_with_the_marathon_leader_late_and_the_mesos_leader_last():
    assert nodes_of(plan_for(leaders=("m1", "m2")), StageName.MASTERS) == [["m3"], ["m2"], ["m1"]]


def test_one_master_that_leads_both_is_last():
    assert nodes_of(plan_for(leaders=("m2", "m2")), StageName.MASTERS)[-1] == ["m2"]


def test_the_stage_of_service_marathons_is_planned_and_empty():
    assert nodes_of(plan_for(), StageName.SERVICE_MARATHONS) == []


def test_a_canary_goes_first_and_waves_grow():
    plan = plan_for(cluster(private=12, racks=1))

    assert [len(wave) for wave in nodes_of(plan, StageName.PRIVATE_AGENTS)] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("pacing", "sizes"),
    [
        ({"first_wave": 3}, [3, 6, 3]),
        ({"wave_growth": 1.0}, [1] * 12),
        ({"wave_growth": 1.5}, [1, 1, 2, 3, 5]),
        ({"first_wave": 0}, [1, 2, 4, 5]),
        ({"first_wave": 40}, [12]),
    ],
)
def test_the_sizes_of_waves_follow_the_pacing(pacing: dict[str, float], sizes: list[int]):
    plan = plan_for(cluster(private=12, racks=1), **pacing)

    assert [len(wave) for wave in nodes_of(plan, StageName.PRIVATE_AGENTS)] == sizes


def test_waves_name_their_gates_and_soak():
    plan = plan_for(cluster(private=3, racks=1), master_soak=7.0, agent_soak=9.0)
    waves = {wave.name: wave for _, _, _, wave, _ in plan.steps()}

    assert (waves["master 1"].gates, waves["master 1"].soak, waves["master 1"].at_once) == (
        ("master-rejoined",),
        7.0,
        1,
    )
    assert (waves["canary"].gates, waves["canary"].soak) == (("agent-rejoined",), 9.0)
    assert waves["wave 1"].gates == ("agent-rejoined",)


def test_agents_go_by_number_and_not_by_letter():
    plan = plan_for(cluster(private=10, racks=1), wave_growth=1.0)

    assert nodes_of(plan, StageName.PRIVATE_AGENTS)[:3] == [["a1"], ["a2"], ["a3"]]
    assert nodes_of(plan, StageName.PRIVATE_AGENTS)[-1] == ["a10"]


def test_every_node_has_one_step_in_each_hop():
    plan = plan_for(cluster(private=7, racks=3, critical=frozenset({"a2", "a5"})))

    for number in range(len(plan.hops)):
        steps = sorted(step.node for hop, _, _, _, step in plan.steps() if hop == number)
        assert steps == sorted(node.id for node in plan.inventory.nodes)


def test_when_every_agent_is_critical_there_is_a_canary_all_the_same():
    plan = plan_for(cluster(private=2, racks=1, critical=frozenset({"a1", "a2"})))

    assert nodes_of(plan, StageName.PRIVATE_AGENTS) == [["a1"], ["a2"]]


def test_no_wave_holds_two_racks():
    inventory = cluster(private=12, racks=3)

    for wave in nodes_of(plan_for(inventory), StageName.PRIVATE_AGENTS):
        racks = {node.rack for name in wave if (node := inventory.node(name))}

        assert len(racks) == 1


def test_critical_agents_wait_for_the_last_waves():
    plan = plan_for(cluster(private=6, critical=frozenset({"a1", "a2"})))
    waves = nodes_of(plan, StageName.PRIVATE_AGENTS)

    assert {node for wave in waves[-2:] for node in wave} == {"a1", "a2"}


def test_a_wave_never_flies_more_than_the_operator_allows():
    stage = plan_for(cluster(private=12, racks=1), at_once=3).stage(0, StageName.PRIVATE_AGENTS)

    assert stage is not None
    assert max(wave.at_once for wave in stage.waves) == 3


def test_a_downgrade_is_refused():
    with pytest.raises(Refused):
        plan_for(target="1.9.0")


def test_nothing_is_planned_for_a_cluster_that_is_there_already():
    assert plan_for(versions=dict.fromkeys(("m1", "m2", "m3", "a1", "a2", "p1"), "1.11.3")).hops == ()


def test_the_same_plan_has_the_same_digest_and_any_change_another():
    plan = plan_for()

    assert plan.digest == plan_for().digest
    assert digest_of(plan_for(leaders=("m3", "m2"))) != plan.digest


def test_a_plan_read_back_is_the_plan():
    plan = plan_for()

    assert read_plan(canonical(plan)) == plan


def test_a_plan_keeps_its_digest_through_its_file_whatever_kind_of_number_it_was_made_of():
    whole = sealed(msgspec.structs.replace(plan_for(), pacing=Pacing(gate_timeout=400)))
    broken = sealed(msgspec.structs.replace(plan_for(), pacing=Pacing(gate_timeout=400.0)))

    assert read_plan(canonical(whole)).digest == whole.digest == broken.digest


def test_a_plan_of_a_later_version_is_refused_by_its_version():
    later = sealed(msgspec.structs.replace(plan_for(), tool_version="99.0.0"))

    with pytest.raises(Refused) as refused:
        read_plan(canonical(later))

    assert "dcos-upgrade 99.0.0 wrote it" in refused.value.evidence


def test_a_plan_of_another_schema_is_told_as_that():
    with pytest.raises(Refused) as refused:
        read_plan(canonical(plan_for()).replace(b"plan/1", b"plan/2"))

    assert "a plan of another version" in refused.value.evidence


def test_a_sealed_plan_verifies_and_a_changed_one_does_not():
    plan = plan_for()
    verify(plan)

    with pytest.raises(Refused):
        verify(msgspec.structs.replace(plan, cluster="another"))
    with pytest.raises(Refused):
        verify(msgspec.structs.replace(plan, digest=""))


def test_what_a_plan_relied_on_is_part_of_its_digest():
    plan = plan_for()

    assert digest_of(msgspec.structs.replace(plan, relied_on={"release of m1": "1.9.3"})) != plan.digest


def test_a_plan_that_was_changed_is_refused():
    with pytest.raises(Refused) as raised:
        read_plan(canonical(plan_for()).replace(b'"1.10.7"', b'"1.10.8"'))

    assert "changed" in raised.value.what


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", canonical({"a": 1})[:-1]])
def test_a_truncated_plan_is_unreadable(data: bytes):
    with pytest.raises(Unreadable):
        read_plan(data)


@pytest.mark.parametrize(
    "data", [b"[]", b"{}", b'{"schema":"dcos-upgrade/snapshot/1"}', b'{"schema":"dcos-upgrade/plan/1"}']
)
def test_what_is_not_our_plan_is_refused(data: bytes):
    with pytest.raises(Refused):
        read_plan(data)


def test_a_changed_a_gone_and_a_new_fact_are_each_named():
    names = changed({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "x", "d": "4"})

    assert [text.split(":")[0] for text in names] == ["b", "c", "d"]
