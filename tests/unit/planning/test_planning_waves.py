"""Waves of agents: canaries by kind, racks apart, caps, critical last; and who says rack and criticality."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest

from dcos_upgrade.core.cluster import Inventory, Leaders, Node, NodeId, Role
from dcos_upgrade.core.plan import Pacing, Plan, Stage, StageName, canonical
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.bandwidth import served_at_once
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.planning.digest import digest_of
from dcos_upgrade.planning.kinds import NodeFacts

CENTOS, COREOS = "centos 7 kernel 3.10", "coreos 1800 kernel 4.14"


def agent(name: str, rack: str | None = "r1", *, critical: bool = False, role: Role = Role.PRIVATE_AGENT) -> Node:
    return Node(id=NodeId(name), address=f"10.1.0.{name[1:]}", role=role, rack=rack, critical=critical)


def known(
    system: str | None = CENTOS, docker: str | None = "running 17", tasks: int | None = 0, **attributes: str
) -> NodeFacts:
    return NodeFacts(system=system, docker=docker, attributes=attributes, tasks=tasks)


def planned(
    *agents: Node,
    facts: Mapping[str, NodeFacts] | None = None,
    done: tuple[str, ...] = (),
    masters: int = 3,
    **pacing: float,
) -> Plan:
    roles = [Node(id=NodeId(f"m{n}"), address=f"10.0.0.{n}", role=Role.MASTER) for n in range(1, masters + 1)]
    ahead = {node.id for node in roles} if done else set()
    inventory = Inventory(cluster="lab", nodes=(*roles, *agents))
    return compose(
        inventory=inventory,
        versions={
            node.id: Version.parse("1.10.7" if node.id in {*ahead, *done} else "1.9.9") for node in inventory.nodes
        },
        leaders=Leaders(mesos=NodeId("m1"), marathon=NodeId("m2")),
        target=Version.parse("1.10.7"),
        on=date(2018, 7, 10),
        policy=None,
        pacing=msgspec.convert(pacing, Pacing),
        cluster_id="id",
        relied_on={},
        catalog_digest="c",
        tool_version="0",
        facts={NodeId(name): each for name, each in (facts or {}).items()},
    )


def stage(plan: Plan, name: StageName = StageName.PRIVATE_AGENTS) -> Stage:
    found = plan.stage(0, name)
    assert found is not None
    return found


def waves(plan: Plan, name: StageName = StageName.PRIVATE_AGENTS) -> dict[str, list[str]]:
    return {wave.name: [step.node for step in wave.steps] for wave in stage(plan, name).waves}


def canaries(plan: Plan) -> list[str]:
    return sorted(node for name, nodes in waves(plan).items() if name.startswith("canary") for node in nodes)


def test_one_canary_for_each_system_docker_and_set_of_attributes():
    facts = {
        "a1": known(),
        "a2": known(),
        "a3": known(COREOS),
        "a4": known(COREOS),
        "a5": known(docker="running 18"),
        "a6": known(gpu="yes"),
    }

    plan = planned(*(agent(name) for name in facts), facts=facts)

    assert canaries(plan) == ["a1", "a3", "a5", "a6"]
    assert waves(plan) == {"canary": ["a1", "a3", "a5", "a6"], "wave 1": ["a2", "a4"]}


def test_the_canary_is_the_least_loaded_of_its_kind():
    facts = {"a1": known(tasks=9), "a2": known(tasks=2), "a3": known(tasks=5)}

    assert canaries(planned(*(agent(name) for name in facts), facts=facts)) == ["a2"]


def test_an_unknown_load_counts_as_the_heaviest():
    facts = {"a1": known(tasks=None), "a2": known(tasks=50)}

    assert canaries(planned(agent("a1"), agent("a2"), facts=facts)) == ["a2"]


def test_the_canary_is_not_critical_though_a_critical_node_is_less_loaded():
    facts = {"a1": known(tasks=0), "a2": known(tasks=9)}

    plan = planned(agent("a1", critical=True), agent("a2"), facts=facts)

    assert waves(plan) == {"canary": ["a2"], "wave 1": ["a1"]}


def test_a_kind_that_only_critical_nodes_have_is_shown_by_one_of_them_after_all_others():
    facts = {"a1": known(COREOS), "a2": known(COREOS), "a3": known(), "a4": known()}

    plan = planned(agent("a1", critical=True), agent("a2", critical=True), agent("a3"), agent("a4"), facts=facts)

    assert waves(plan) == {"canary": ["a3"], "wave 1": ["a4"], "canary 2": ["a1"], "wave 2": ["a2"]}


def test_nodes_of_an_unknown_kind_are_a_kind_of_their_own():
    facts = {"a1": known(), "a2": known(None), "a3": known(None), "a4": known(docker=None)}

    assert canaries(planned(*(agent(name) for name in facts), agent("a5"), facts=facts)) == ["a1", "a2", "a4", "a5"]


def test_without_any_facts_all_agents_are_of_one_kind():
    assert canaries(planned(*(agent(f"a{n}") for n in range(1, 6)))) == ["a1"]


def test_equal_machines_of_two_racks_are_one_kind():
    facts = {"a1": known(rack="r1", zone="z1"), "a2": known(rack="r2", zone="z2", critical="false")}

    assert canaries(planned(agent("a1", None), agent("a2", None), facts=facts)) == ["a1"]


def test_canaries_of_two_racks_are_never_in_one_wave():
    facts = {"a1": known(), "a2": known(COREOS), "a3": known()}

    plan = planned(agent("a1", "r1"), agent("a2", "r2"), agent("a3", "r1"), facts=facts)

    assert waves(plan) == {"canary": ["a1"], "canary 2": ["a2"], "wave 1": ["a3"]}


def test_no_wave_of_a_mixed_cluster_holds_two_racks_or_critical_beside_others():
    facts = {f"a{n}": known(CENTOS if n % 3 else COREOS, rack=f"r{n % 4}", tasks=n % 5) for n in range(1, 41)}
    agents = [agent(f"a{n}", None, critical=n % 7 == 0) for n in range(1, 41)]

    plan = planned(*agents, facts=facts, first_wave=4)

    nodes = {node.id: node for node in plan.inventory.nodes}
    groups = [
        {(nodes[NodeId(s.node)].rack, nodes[NodeId(s.node)].critical) for s in w.steps} for w in stage(plan).waves
    ]
    assert all(len(group) == 1 for group in groups)
    assert sorted(step.node for wave in stage(plan).waves for step in wave.steps) == sorted(facts)


def test_critical_nodes_are_last():
    plan = planned(agent("a1", critical=True), *(agent(f"a{n}") for n in range(2, 8)))

    assert list(waves(plan).values())[-1] == ["a1"]


def test_waves_grow_after_the_canary():
    plan = planned(*(agent(f"a{n}") for n in range(1, 16)), first_wave=1, wave_growth=2.0)

    assert [len(nodes) for nodes in waves(plan).values()] == [1, 2, 4, 8]


def test_the_operators_cap_holds_in_every_wave():
    plan = planned(*(agent(f"a{n}") for n in range(1, 30)), at_once=3)

    assert max(wave.at_once for wave in stage(plan).waves) == 3


@pytest.mark.parametrize(
    ("mbit", "megabytes", "served"), [(1000.0, 1500.0, 25), (100.0, 1500.0, 2), (10.0, 1500.0, 1), (100.0, 300.0, 12)]
)
def test_what_the_bootstrap_host_can_serve_follows_from_bandwidth_and_size(mbit: float, megabytes: float, served: int):
    assert served_at_once(Pacing(bootstrap_mbit=mbit, package_mb=megabytes)) == served


def test_the_bandwidth_caps_what_is_in_flight_and_is_noted():
    plan = planned(*(agent(f"a{n}") for n in range(1, 30)), bootstrap_mbit=100.0)

    assert max(wave.at_once for wave in stage(plan).waves) == 2
    assert any("bootstrap host serves 2" in note for note in plan.notes)


def test_bandwidth_never_raises_the_operators_cap():
    plan = planned(*(agent(f"a{n}") for n in range(1, 30)), bootstrap_mbit=10_000.0, at_once=4)

    assert max(wave.at_once for wave in stage(plan).waves) == 4
    assert not any("bootstrap host" in note for note in plan.notes)


def test_a_bandwidth_that_is_not_given_is_not_in_the_plan_so_older_digests_stay():
    plain, given = planned(agent("a1")), planned(agent("a1"), bootstrap_mbit=100.0)

    assert b"bootstrap_mbit" not in canonical(plain) and b"package_mb" not in canonical(plain)
    assert b"bootstrap_mbit" in canonical(given)
    assert msgspec.json.decode(canonical(given), type=Plan) == given
    assert digest_of(given) != digest_of(plain)


def racks(plan: Plan) -> dict[str, str | None]:
    return {node.id: node.rack for node in plan.inventory.agents}


def test_a_rack_is_said_by_the_file_then_by_attributes_then_by_the_fault_domain():
    facts = {
        "a1": NodeFacts(attributes={"rack": "other"}, domain="eu/z9"),
        "a2": NodeFacts(attributes={"rack": "r2", "zone": "z2"}, domain="eu/z9"),
        "a3": NodeFacts(attributes={"zone": "z3"}, domain="eu/z9"),
        "a4": NodeFacts(attributes={}, domain="eu/z4"),
        "a5": NodeFacts(),
    }

    plan = planned(agent("a1", "r1"), *(agent(f"a{n}", None) for n in range(2, 6)), facts=facts)

    assert racks(plan) == {"a1": "r1", "a2": "r2", "a3": "z3", "a4": "eu/z4", "a5": None}
    note = next(note for note in plan.notes if note.startswith("racks of agents"))
    for source in (
        "the cluster file (1)",
        "the attribute rack (1)",
        "the attribute zone (1)",
        "the fault domain (1)",
        "nobody (1)",
    ):
        assert source in note


def test_criticality_is_said_by_the_file_or_by_the_attribute_and_noted():
    facts = {"a1": known(), "a2": known(critical="true"), "a3": known(critical="no")}

    plan = planned(agent("a1", critical=True), agent("a2"), agent("a3"), facts=facts)

    assert {node.id for node in plan.inventory.agents if node.critical} == {"a1", "a2"}
    assert any("the cluster file (1), the attribute critical (1)" in note for note in plan.notes)


def test_masters_keep_what_the_file_says_and_go_one_by_one():
    plan = planned(agent("a1"), masters=5, facts={"m1": known(critical="true", rack="x")}, first_wave=5)

    assert [len(wave.steps) for wave in stage(plan, StageName.MASTERS).waves] == [1] * 5
    assert {(node.rack, node.critical) for node in plan.inventory.masters} == {(None, False)}


def test_a_node_that_is_done_already_is_no_canary_while_another_of_its_kind_is_open():
    facts = {"a1": known(tasks=0), "a2": known(tasks=7)}

    assert canaries(planned(agent("a1"), agent("a2"), facts=facts, done=("a1",))) == ["a2"]


def test_kinds_and_unsure_nodes_are_noted():
    notes = planned(agent("a1"), agent("a2"), facts={"a1": known(), "a2": known(docker=None)}).notes

    assert "agents are of 2 kinds by system, Docker and attributes" in notes
    assert "the kind of a2 is not known in full" in notes


def test_private_and_public_agents_have_canaries_of_their_own():
    facts = {"a1": known(), "p1": known(), "p2": known()}
    public = [agent(name, role=Role.PUBLIC_AGENT) for name in ("p1", "p2")]

    plan = planned(agent("a1"), *public, facts=facts)

    assert waves(plan)["canary"] == ["a1"]
    assert waves(plan, StageName.PUBLIC_AGENTS) == {"canary": ["p1"], "wave 1": ["p2"]}
