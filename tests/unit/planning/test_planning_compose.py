"""From a route and a cluster to waves, and clusters that are refused."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Pacing, Plan, StageName, canonical
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.planning.digest import digest_of
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.planning.stale import changed

ON = date(2018, 7, 10)


def cluster(private: int = 2, critical: frozenset[str] = frozenset(), racks: int = 2) -> Inventory:
    def node(name: str, number: int, role: Role) -> Node:
        return Node(
            id=NodeId(name),
            address=f"10.0.0.{len(name)}{number}",
            role=role,
            rack=f"r{number % racks + 1}",
            critical=name in critical,
        )

    masters = [node(f"m{n}", n, Role.MASTER) for n in range(1, 4)]
    agents = [node(f"a{n}", n, Role.PRIVATE_AGENT) for n in range(1, private + 1)]
    return Inventory(cluster="lab", nodes=(*masters, *agents, node("p1", 1, Role.PUBLIC_AGENT)))


def plan_for(
    inventory: Inventory | None = None,
    versions: dict[str, str] | None = None,
    leaders: tuple[str | None, str | None] = ("m1", "m2"),
    target: str = "1.11.3",
    **pacing: float,
) -> Plan:
    known = inventory or cluster()
    found = {node.id: Version.parse((versions or {}).get(node.id, "1.9.4")) for node in known.nodes}
    return compose(
        inventory=known,
        versions=found,
        leaders=(NodeId(leaders[0]) if leaders[0] else None, NodeId(leaders[1]) if leaders[1] else None),
        target=Version.parse(target),
        on=ON,
        policy=None,
        pacing=msgspec.convert(pacing, Pacing),
        cluster_id="id",
        relied_on={"release of m1": "1.9.4"},
        catalog_digest="c",
        tool_version="0",
    )


def nodes_of(plan: Plan, stage: StageName, hop: int = 0) -> list[list[str]]:
    found = plan.stage(hop, stage)
    assert found is not None
    return [[step.node for step in wave.steps] for wave in found.waves]


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


def test_a_mixed_cluster_goes_on_where_it_stands():
    plan = plan_for(versions={"m1": "1.9.9", "m2": "1.9.9"})

    done = {step.node for _, stage, _, _, step in plan.steps() if step.done}
    assert plan.source == "1.9.4"
    assert done == {"m1", "m2"}


def test_agents_that_are_newer_than_a_master_are_refused():
    with pytest.raises(Refused) as raised:
        plan_for(versions={"a1": "1.9.9"})

    assert raised.value.exit_code == 3
    assert raised.value.where == "a1"


def test_three_releases_in_one_cluster_are_refused():
    with pytest.raises(Refused):
        plan_for(versions={"m1": "1.10.7", "m2": "1.9.9"})


def test_a_cluster_in_the_middle_of_another_hop_is_refused():
    with pytest.raises(Refused) as raised:
        plan_for(versions={"m1": "1.9.5"})

    assert "1.9.5" in raised.value.evidence


def test_a_downgrade_is_refused():
    with pytest.raises(Refused):
        plan_for(target="1.9.0")


def test_a_node_whose_release_is_unknown_is_named():
    known = cluster()
    with pytest.raises(Unreadable) as raised:
        compose(
            inventory=known,
            versions={node.id: Version.parse("1.9.4") for node in known.nodes if node.id != "a2"},
            leaders=(None, None),
            target=Version.parse("1.11.3"),
            on=ON,
            policy=None,
            pacing=Pacing(),
            cluster_id="id",
            relied_on={},
            catalog_digest="c",
            tool_version="0",
        )

    assert raised.value.where == "a2"
    assert raised.value.exit_code == 8


def test_nothing_is_planned_for_a_cluster_that_is_there_already():
    assert plan_for(versions=dict.fromkeys(("m1", "m2", "m3", "a1", "a2", "p1"), "1.11.3")).hops == ()


def test_the_same_plan_has_the_same_digest_and_any_change_another():
    plan = plan_for()

    assert plan.digest == plan_for().digest
    assert digest_of(plan_for(leaders=("m3", "m2"))) != plan.digest


def test_a_plan_read_back_is_the_plan():
    plan = plan_for()

    assert read_plan(canonical(plan)) == plan


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
