"""Masters in a plan: ordered by the three that lead, Marathons held back where they change, and a single master by approval."""

from __future__ import annotations

import pytest
from msgspec import UNSET
from planned import cluster, nodes_of, plan_for

from dcos_upgrade.core.cluster import Inventory, Role
from dcos_upgrade.core.plan import Plan, StageName, canonical
from dcos_upgrade.planning.read import read_plan


def masters_of(plan: Plan) -> list[str]:
    return [node for wave in nodes_of(plan, StageName.MASTERS) for node in wave]


def with_masters(count: int) -> Inventory:
    whole = cluster()
    agents = [node for node in whole.nodes if node.role is not Role.MASTER]
    return Inventory(cluster="lab", nodes=(*whole.masters[:count], *agents))


@pytest.mark.parametrize(
    ("leaders", "order"),
    [
        (("m1", "m2", "m3"), ["m3", "m2", "m1"]),
        (("m2", "m3", "m1"), ["m1", "m3", "m2"]),
        (("m3", "m3", "m1"), ["m2", "m1", "m3"]),
        (("m3", "m1", "m1"), ["m2", "m1", "m3"]),
        (("m1", "m1", "m1"), ["m2", "m3", "m1"]),
        ((None, None, "m1"), ["m2", "m3", "m1"]),
    ],
)
def test_masters_go_by_the_three_that_lead_and_the_mesos_leader_is_last(
    leaders: tuple[str | None, ...], order: list[str]
):
    assert masters_of(plan_for(leaders=leaders)) == order


def held(plan: Plan) -> list[object]:
    return [stage.hold_back for hop in plan.hops for stage in hop.stages if stage.name is StageName.MASTERS]


def test_marathons_are_held_back_in_hops_that_bring_another_one_and_while_masters_go_only():
    plan = plan_for(target="1.11.3")

    assert held(plan) == [True, True, True]
    assert all(stage.hold_back is UNSET for hop in plan.hops for stage in hop.stages[1:])


def test_a_hop_that_keeps_marathon_holds_none_back():
    everywhere = {str(node.id): "1.9.8" for node in cluster().nodes}

    plan = plan_for(versions=everywhere, target="1.9.9")

    assert held(plan) == [UNSET]


def test_a_single_master_has_nobody_to_hold_back_and_waits_for_an_approval_that_says_its_price():
    plan = plan_for(with_masters(1))

    assert {stage.hold_back for hop in plan.hops for stage in hop.stages} == {UNSET}
    assert plan.approvals == ("single-master",)
    said = [note for note in plan.notes if "m1" in note]
    assert "the only master" in said[0]
    assert "10 minutes" in said[1]


@pytest.mark.parametrize("masters", [2, 3])
def test_more_masters_than_one_want_no_approval(masters: int):
    plan = plan_for(with_masters(masters))

    assert plan.approvals is UNSET
    assert not any("only master" in note for note in plan.notes)


def test_what_is_held_back_is_in_the_plans_file():
    plan = plan_for()

    assert read_plan(canonical(plan)) == plan
