"""A plan whose digest is right and whose content is not: every such change is refused with its rule and trace, and no good one is."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec import UNSET
from msgspec.structs import replace
from mutations import SAFE, UNSAFE, Safe, Unsafe, alone, good_plan, mixed_plan
from planned import cluster, plan_for

from dcos_upgrade.core.cluster import Leaders, NodeId
from dcos_upgrade.core.error import Broken, ExitCode, Refused
from dcos_upgrade.core.plan import Plan, RoutePolicy, StageName, canonical
from dcos_upgrade.planning import invariants, plan_rules
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.planning.kinds import NodeFacts
from dcos_upgrade.planning.plan_audit import audit, require_own_safe, require_safe
from dcos_upgrade.planning.plan_rule import Review
from dcos_upgrade.planning.read import read_plan

LED_BY_M1 = Leaders(mesos=NodeId("m1"))


def as_read(plan: Plan) -> Plan:
    """As somebody has put it into a file, with the digest of what it now says."""
    return read_plan(canonical(sealed(plan)))


@pytest.mark.parametrize("mutation", UNSAFE, ids=lambda each: each.name)
def test_an_unsafe_change_is_refused_by_its_rule_and_with_its_trace(mutation: Unsafe):
    plan = as_read(mutation.change(mutation.plan()))

    against = {each.rule: each.trace for each in audit(plan).objections}

    assert mutation.rule in against
    assert any(mutation.trace in line for line in against[mutation.rule]), against[mutation.rule]


@pytest.mark.parametrize("mutation", SAFE, ids=lambda each: each.name)
def test_a_change_that_makes_a_run_no_less_safe_is_accepted(mutation: Safe):
    plan = as_read(mutation.change(mutation.plan()))

    assert mutation.why
    assert audit(plan).objections == ()


def test_the_changes_are_many_and_each_is_one():
    assert len({each.name for each in UNSAFE}) == len(UNSAFE) >= 50
    assert all(as_read(each.change(each.plan())).digest != as_read(each.plan()).digest for each in UNSAFE)


def test_every_rule_and_every_invariant_objects_to_something():
    shown = {each.rule for each in UNSAFE} | {"mesos-leader-last"}

    assert {*plan_rules.discover(), *invariants.discover()} - shown == set()


@pytest.mark.parametrize("rule", plan_rules.discover(), ids=str)
@pytest.mark.parametrize("plan", [good_plan, mixed_plan, alone], ids=["good", "mixed", "alone"])
def test_no_rule_objects_to_a_plan_that_is_composed(rule: str, plan: object):
    assert plan_rules.discover()[rule].objection(Review(plan=plan())) is None  # type: ignore[operator]  # one of the three


COMPOSED = {
    "no public agents": {"versions": {}, "nodes": ("m1", "m2", "m3", "a1", "a2")},
    "masters only": {"versions": {}, "nodes": ("m1", "m2", "m3")},
    "all masters done": {"versions": dict.fromkeys(("m1", "m2", "m3"), "1.9.9")},
    "an agent done": {"versions": dict.fromkeys(("m1", "m2", "m3", "a1"), "1.9.9")},
    "only an agent left": {"versions": dict.fromkeys(("m1", "m2", "m3", "a1", "p1"), "1.9.9")},
}


@pytest.mark.parametrize("name", COMPOSED)
def test_clusters_of_every_shape_have_sound_plans(name: str):
    wanted = COMPOSED[name]
    known = cluster()
    if "nodes" in wanted:
        known = type(known)(cluster="lab", nodes=tuple(node for node in known.nodes if node.id in wanted["nodes"]))

    plan = as_read(plan_for(known, versions=dict(wanted["versions"])))

    assert audit(plan, leaders=LED_BY_M1).objections == ()


def test_a_cluster_that_is_there_has_a_sound_plan_of_no_hops():
    everywhere = dict.fromkeys(("m1", "m2", "m3", "a1", "a2", "p1"), "1.11.3")

    plan = plan_for(versions=everywhere)

    assert plan.hops == ()
    assert audit(plan).sound


def test_a_marked_leap_is_sound_and_its_agents_may_be_that_far_behind():
    everywhere = dict.fromkeys(("m1", "m2", "m3", "a1", "a2", "p1"), "1.11.11")

    plan = plan_for(
        versions=everywhere, target="1.13.7", on=date(2020, 6, 1), policy=RoutePolicy.MATRIX_FINAL, leaders=("m1", "m1")
    )

    assert plan.route == ("1.11.11", "1.13.7")
    assert audit(plan).objections == ()


def test_a_hop_to_a_withdrawn_release_that_was_begun_is_ended():
    mixed = dict.fromkeys(("m1", "m2", "m3"), "1.13.8") | dict.fromkeys(("a1", "a2", "p1"), "1.13.7")

    plan = plan_for(versions=mixed, target="1.13.10", on=date(2021, 6, 1), policy=RoutePolicy.TEXT_2018)

    assert plan.hops[0].target == "1.13.8"
    assert audit(plan).objections == ()


def test_one_canary_of_each_kind_is_sound_and_the_plan_says_how_many_there_are():
    facts = {NodeId(f"a{n}"): NodeFacts(system=f"system {n}", docker="1", attributes={}) for n in range(1, 7)}

    plan = as_read(plan_for(cluster(private=6, racks=1), facts=facts))

    stage = plan.stage(0, StageName.PRIVATE_AGENTS)
    assert stage is not None
    assert (stage.kinds, len(stage.waves[0].steps)) == (6, 6)
    assert audit(plan).sound


def test_equal_machines_need_no_word_of_their_kinds():
    stage = good_plan().stage(0, StageName.PRIVATE_AGENTS)

    assert stage is not None
    assert stage.kinds is UNSET


def test_the_leading_master_goes_last_where_it_is_known_who_leads():
    plan = plan_for(leaders=("m3", "m2"))

    (objection,) = audit(plan, leaders=LED_BY_M1).objections

    assert objection.rule == "mesos-leader-last"
    assert objection.trace == ("hop 1 (1.9.4 → 1.9.9), masters, wave 1 (master 1): m1",)
    assert "m2, m3" in objection.reason


@pytest.mark.parametrize(
    "leaders", [Leaders(), Leaders(mesos=NodeId("m3")), Leaders(mesos=NodeId("elsewhere"))], ids=str
)
def test_nothing_is_said_of_a_leader_that_is_last_or_unknown(leaders: Leaders):
    assert audit(plan_for(leaders=("m3", "m2")), leaders=leaders).sound


def test_a_leader_that_is_done_need_not_be_last():
    plan = plan_for(versions={"m1": "1.9.9"}, leaders=("m1", "m1"))
    first = replace(plan, hops=plan.hops[:1], route=plan.route[:2], target="1.9.9")

    assert "mesos-leader-last" not in {each.rule for each in audit(first, leaders=LED_BY_M1).objections}


def test_a_plan_that_is_read_is_refused_with_exit_code_3_naming_rule_and_trace():
    plan = as_read(next(each for each in UNSAFE if each.name == "all masters together").change(good_plan()))

    with pytest.raises(Refused, match="masters-go-alone") as refused:
        require_safe(plan, where="plan.json")

    assert refused.value.exit_code is ExitCode.BLOCKED
    assert refused.value.where == "plan.json"
    assert "one-master-out: two masters are in flight together" in refused.value.evidence
    assert "  1. m3 begins 1.9.4 → 1.9.9\n  2. m2 begins 1.9.4 → 1.9.9" in refused.value.evidence


def test_a_plan_of_our_own_that_is_unsafe_is_our_mistake():
    with pytest.raises(Broken, match="mesos-leader-last") as broken:
        require_own_safe(plan_for(leaders=("m3", "m2")), leaders=LED_BY_M1)

    assert broken.value.exit_code is ExitCode.BROKEN
    assert "m1" in broken.value.evidence


def test_a_sound_plan_says_how_much_was_walked():
    found = audit(good_plan())

    assert found.walk is not None
    assert f"{found.walk.states:,} states" in found.sentence
    assert "none breaks" in found.sentence


def test_an_unsound_plan_says_which_rules_object():
    found = audit(replace(good_plan(), admission=""))

    assert found.sentence == "1 objection: admission-named"


def test_what_the_catalog_does_not_know_is_not_walked():
    plan = next(each for each in UNSAFE if each.name == "a word for a release")

    assert audit(plan.change(good_plan())).walk is None
