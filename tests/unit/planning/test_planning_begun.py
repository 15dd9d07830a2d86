"""Clusters in the middle of something: what is lawful goes on, what is not is refused by name."""

from __future__ import annotations

from datetime import date

import pytest
from planned import cluster, nodes_of, plan_for

from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Plan, RoutePolicy, StageName

MASTERS = ("m1", "m2", "m3")
EVERYONE = (*MASTERS, "a1", "a2", "p1")


def at(masters: str, agents: str) -> dict[str, str]:
    return {node: masters if node in MASTERS else agents for node in EVERYONE}


def done(plan: Plan) -> set[tuple[int, str]]:
    return {(hop, step.node) for hop, _, _, _, step in plan.steps() if step.done}


def test_a_mixed_cluster_goes_on_where_it_stands():
    plan = plan_for(versions={"m1": "1.9.9", "m2": "1.9.9"})

    assert (plan.source, plan.route) == ("1.9.4", ("1.9.4", "1.9.9", "1.10.7", "1.11.3"))
    assert done(plan) == {(0, "m1"), (0, "m2")}


def test_agents_that_are_done_stay_in_their_waves():
    plan = plan_for(versions={**at("1.9.9", "1.9.4"), "a1": "1.9.9"})

    assert nodes_of(plan, StageName.PRIVATE_AGENTS) == nodes_of(plan_for(), StageName.PRIVATE_AGENTS)
    assert done(plan) == {(0, node) for node in (*MASTERS, "a1")}


def test_a_hop_that_every_node_has_made_is_left_out():
    plan = plan_for(versions=at("1.9.9", "1.9.9"))

    assert [(hop.source, hop.target) for hop in plan.hops] == [("1.9.9", "1.10.7"), ("1.10.7", "1.11.3")]


def test_a_hop_that_no_longer_fits_the_day_is_ended_first():
    plan = plan_for(versions=at("1.10.7", "1.9.9"), on=date(2018, 7, 24))

    assert plan.route == ("1.9.9", "1.10.7", "1.10.8", "1.11.3")
    assert done(plan) == {(0, master) for master in MASTERS}
    assert any("begun before this plan" in note for note in plan.notes)


def test_a_begun_hop_may_be_all_that_is_wanted():
    plan = plan_for(versions=at("1.10.7", "1.9.9"), on=date(2018, 7, 24), target="1.10.7")

    assert plan.route == ("1.9.9", "1.10.7")
    assert len(plan.hops) == 1


def test_a_begun_hop_to_a_withdrawn_release_is_ended_and_then_left():
    plan = plan_for(versions=at("2.0.3", "2.0.1"), on=date(2021, 6, 1), target="2.1.1")

    assert plan.route == ("2.0.1", "2.0.3", "2.0.6", "2.1.1")


def test_a_begun_hop_says_what_the_rules_have_against_it():
    plan = plan_for(versions=at("1.10.7", "1.9.4"), policy=RoutePolicy.TEXT_2018)

    assert any("1.9.4 is not the newest 1.9 patch" in note for note in plan.notes)


def test_a_leap_that_the_table_marks_is_one_hop():
    plan = plan_for(versions=at("1.12.2", "1.10.8"), on=date(2019, 6, 1), target="1.12.3")

    assert plan.route == ("1.10.8", "1.12.2", "1.12.3")


@pytest.mark.parametrize(
    ("masters", "agents"), [("1.11.3", "1.9.4"), ("1.13.7", "1.10.11"), ("1.10.11", "1.8.10"), ("2.0.1", "1.13.10")]
)
def test_releases_that_are_more_than_one_hop_apart_are_refused(masters: str, agents: str):
    with pytest.raises(Refused) as raised:
        plan_for(versions=at(masters, agents), on=date(2021, 6, 1), target="2.2.1")

    assert (raised.value.exit_code, agents in raised.value.evidence, masters in raised.value.evidence) == (
        3,
        True,
        True,
    )


def test_three_releases_in_one_cluster_are_refused():
    with pytest.raises(Refused) as raised:
        plan_for(versions={"m1": "1.10.7", "m2": "1.9.9"})

    assert raised.value.where == "m2"
    assert raised.value.evidence == "1.9.4, 1.9.9, 1.10.7"


@pytest.mark.parametrize("ahead", [{"a1": "1.9.9"}, {"p1": "1.9.9", "m1": "1.9.9"}])
def test_agents_that_are_newer_than_a_master_are_refused(ahead: dict[str, str]):
    with pytest.raises(Refused) as raised:
        plan_for(versions=ahead)

    assert raised.value.exit_code == 3
    assert raised.value.where in ahead
    assert raised.value.where.startswith(("a", "p"))


def test_a_downgrade_is_refused_with_what_where_evidence_and_next():
    with pytest.raises(Refused) as raised:
        plan_for(target="1.9.0")

    assert raised.value.exit_code == 3
    assert "older" in raised.value.evidence
    assert raised.value.next_command


def test_a_target_behind_the_begun_hop_is_a_downgrade():
    with pytest.raises(Refused) as raised:
        plan_for(versions={"m1": "1.9.9"}, target="1.9.5")

    assert "1.9.5 is older than 1.9.9" in raised.value.evidence


def test_a_node_whose_release_is_unknown_is_named():
    with pytest.raises(Unreadable) as raised:
        plan_for(versions={"a2": ""})

    assert (raised.value.where, raised.value.exit_code) == ("a2", 8)


def test_a_node_at_a_release_that_the_catalog_does_not_know_is_named():
    with pytest.raises(Refused) as raised:
        plan_for(versions={"m3": "1.9.77"})

    assert raised.value.where == "m3"
    assert "1.9.77" in raised.value.evidence


def test_a_cluster_without_masters_is_refused():
    whole = cluster()

    with pytest.raises(Refused) as raised:
        plan_for(Inventory(cluster="lab", nodes=whole.agents))

    assert "no master" in raised.value.what
