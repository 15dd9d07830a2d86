"""The walk over every state of a plan: what it visits, how it stays small, and what it says of a bad state."""

from __future__ import annotations

import pytest
from mutations import MASTERS, PRIVATE, UNSAFE, Unsafe, both, dropped, good_plan, merged, stage, wave, waves
from planned import cluster, plan_for

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import invariants
from dcos_upgrade.planning.invariant import Moment, Standing
from dcos_upgrade.planning.plan_audit import audit
from dcos_upgrade.planning.skew import State, Walker, walk, walked
from dcos_upgrade.planning.skew_model import BOUNDS, Bounds, places_of
from dcos_upgrade.planning.skew_trace import shortened

WIDE = Bounds(nodes=1000, at_once=1000, same_waves=1000)
WALKED = [each for each in UNSAFE if each.rule in invariants.discover()]


def reached(plan: Plan, bounds: Bounds = WIDE) -> set[State]:
    walker = Walker(places=places_of(plan, bounds), catalog=catalog.own())
    walked(walker, bounds)
    return set(walker.came_from)


def one_agents_wave(count: int, *, at_once: int, budget: int = 0) -> Plan:
    """One hop in which everything but one wave of private agents is small; the wave is place 4, after masters and canary."""
    plan = plan_for(
        cluster(private=count + 1, racks=1), target="1.9.9", at_once=at_once, failure_budget=budget, first_wave=1
    )
    return waves(0, PRIVATE, lambda found: (found[0], *merged(found[1:], at_once=at_once)))(plan)


def test_nodes_of_a_wave_begin_and_end_in_any_order():
    places = {state[2:] for state in reached(one_agents_wave(3, at_once=2)) if state[0] == 4 and state[1] == 0}

    assert places == {(3, 0), (2, 1), (2, 0), (1, 2), (1, 1), (1, 0), (0, 2), (0, 1), (0, 0)}


def test_a_slow_node_is_in_flight_while_all_the_others_come_and_go():
    states = reached(one_agents_wave(3, at_once=2))

    assert {(4, 0, 3 - others, 1) for others in (1, 2, 3)} <= states


def test_nothing_begins_while_a_dead_node_halts_the_run():
    plan = one_agents_wave(3, at_once=1)
    walker = Walker(places=places_of(plan, WIDE), catalog=catalog.own())

    after = [state for _, state in walker.after((4, 2, 2, 1))]

    assert after == [(4, 0, 2, 1)]


def test_a_dead_agent_is_set_aside_only_within_the_budget():
    within, beyond = reached(one_agents_wave(3, at_once=1, budget=1)), reached(one_agents_wave(3, at_once=1))

    assert any(state[1] == 1 for state in within)
    assert not any(state[1] == 1 for state in beyond)


@pytest.mark.parametrize("budget", ["rack_budget", "run_budget"])
def test_a_budget_of_none_for_a_rack_or_the_run_counts_as_well(budget: str):
    plan = plan_for(cluster(private=4), failure_budget=1, **{budget: 0})

    assert not any(state[1] == 1 for state in reached(plan))


def test_a_dead_master_is_never_set_aside():
    states = reached(plan_for(cluster(private=2), failure_budget=1))

    assert {state[1] for state in states if state[0] < 3} == {0, 2}


def test_the_next_hop_does_not_begin_while_somebody_is_set_aside():
    plan = plan_for(cluster(private=2), failure_budget=1)
    places = places_of(plan, WIDE)
    firsts = {number for number, place in enumerate(places) if place.hop and place.stage.name is StageName.MASTERS}

    assert all(state[1] != 1 for state in reached(plan) if state[0] in firsts)


def test_what_is_set_aside_counts_against_the_out_budget():
    plan = plan_for(cluster(private=6, racks=1), failure_budget=1, at_once=2, first_wave=4, out_budget=2)

    assert all(sum(state[3::2]) + (state[1] == 1) <= 2 for state in reached(plan) if len(state) > 2)


def test_a_node_that_was_done_is_not_walked():
    plan = plan_for(versions={"m2": "1.9.9", "m3": "1.9.9"}, leaders=("m1", "m1"))

    first = places_of(plan, WIDE)

    assert [place.alike[0].names if place.alike else () for place in first[:3]] == [(), (), ("m1",)]


def test_a_hundred_nodes_over_three_hops_are_few_states():
    found = walk(plan_for(cluster(private=100)))

    assert found.violation is None
    assert found.complete
    assert found.states < 5_000


def test_ten_thousand_nodes_are_hardly_more():
    found = walk(plan_for(cluster(private=10_000), failure_budget=3))

    assert (found.violation, found.complete) == (None, True)
    assert found.states < 5_000
    assert found.narrowed > 0


def test_a_thousand_waves_of_one_node_are_walked_as_a_few():
    found = walk(plan_for(cluster(private=1_000, racks=1), wave_growth=1.0))

    assert found.waves > 3_000
    assert found.states < 500


@pytest.mark.parametrize(
    "bounds", [Bounds(nodes=4, at_once=2, same_waves=1), BOUNDS, WIDE], ids=["narrow", "own", "wide"]
)
@pytest.mark.parametrize("mutation", WALKED, ids=lambda each: each.name)
def test_fewer_nodes_find_the_same_as_all_of_them(mutation: Unsafe, bounds: Bounds):
    found = walk(mutation.change(mutation.plan()), bounds=bounds)

    assert found.violation is not None
    assert found.violation.rule == mutation.rule


@pytest.mark.parametrize("at_once", [1, 3, 9])
@pytest.mark.parametrize("private", [1, 5, 40])
def test_fewer_nodes_find_nothing_where_all_of_them_find_nothing(private: int, at_once: int):
    plan = plan_for(cluster(private=private), at_once=at_once, failure_budget=1)

    for bounds in (Bounds(nodes=4, at_once=2, same_waves=1), BOUNDS, WIDE):
        found = walk(plan, bounds=bounds)
        assert (found.violation, found.complete) == (None, True)


def test_every_look_of_a_wide_walk_is_one_of_a_narrow_walk():
    plan = plan_for(cluster(private=30), at_once=9, failure_budget=1)

    assert moments(plan, WIDE) == moments(plan, BOUNDS)


def moments(plan: Plan, bounds: Bounds) -> set[frozenset[Standing]]:
    walker = Walker(places=places_of(plan, bounds), catalog=catalog.own())
    walked(walker, bounds)
    return {walker.standing(state) for state in walker.came_from if not walker.is_end(state)}


def test_the_trace_is_the_shortest_way():
    plan = waves(0, MASTERS, lambda found: merged(found, at_once=3))(good_plan())

    violation = walk(plan).violation

    assert violation is not None
    assert violation.trace == ("1. m3 begins 1.9.4 → 1.9.9", "2. m2 begins 1.9.4 → 1.9.9")


def test_a_trace_names_each_node_and_each_soak_on_the_way():
    plan = dropped("p1", 0)(plan_for(cluster(private=1), leaders=("m1", "m2")))

    violation = walk(plan).violation

    assert violation is not None
    assert violation.trace == (
        "1. m3 begins 1.9.4 → 1.9.9",
        "2. m3 is at 1.9.9",
        "3. the soak after master 1 of masters in hop 1 is over",
        "4. m2 begins 1.9.4 → 1.9.9",
        "5. m2 is at 1.9.9",
        "6. the soak after master 2 of masters in hop 1 is over",
        "7. m1 begins 1.9.4 → 1.9.9",
        "8. m1 is at 1.9.9",
        "9. the soak after master 3 of masters in hop 1 is over",
        "10. a1 begins 1.9.4 → 1.9.9",
        "11. a1 is at 1.9.9",
        "12. the soak after canary of private-agents in hop 1 is over",
        "13. m3 begins 1.9.9 → 1.10.7",
    )


def test_a_bad_start_is_said_to_be_one():
    ahead = {f"release of {node}": "1.9.4" for node in ("m1", "m2", "m3", "a1")} | {"release of a2": "1.9.9"}
    plan = plan_for(cluster(private=2))
    plan.relied_on.update(ahead)

    violation = walk(plan).violation

    assert violation is not None
    assert violation.rule == "agents-not-newer"
    assert violation.trace == ("at the start, before anything has begun",)


def test_waves_that_were_not_walked_are_told_in_the_trace():
    plan = dropped("p1", 0)(plan_for(cluster(private=50, racks=1), wave_growth=1.0))

    violation = walk(plan).violation

    assert violation is not None
    assert any("and so with" in line for line in violation.trace)


def test_a_long_trace_is_shown_by_its_ends():
    lines = tuple(str(number) for number in range(40))

    assert shortened(lines) == ("0", "1", "… 30 more", *lines[-8:])
    assert shortened(lines[:11]) == lines[:11]


def test_a_walk_that_gives_up_proves_nothing():
    tight = Bounds(states=20)

    found = audit(good_plan(), bounds=tight)

    assert found.walk is not None
    assert not found.walk.complete
    assert [each.rule for each in found.objections] == ["comes-to-its-end"]
    assert "unknown" in found.objections[0].reason


def test_a_wave_that_can_never_begin_is_a_bad_state():
    violation = walk(wave(0, PRIVATE, 0, at_once=0)(good_plan())).violation

    assert violation is not None
    assert violation.rule == "comes-to-its-end"
    assert violation.trace[-1] == "9. the soak after master 3 of masters in hop 1 is over"


def test_a_release_that_is_none_cannot_be_walked():
    plan = stage(0, PRIVATE, waves=())(plan_for(target="1.9.9"))

    with pytest.raises(ValueError, match="no release"):
        walk(both(wave(0, MASTERS, 0, steps=()))(changed_target(plan)))


def changed_target(plan: Plan) -> Plan:
    return Plan(
        **{name: getattr(plan, name) for name in plan.__struct_fields__} | {"relied_on": {}, "source": "latest"}
    )


# Each invariant, by a moment that keeps it and one that breaks it.

OLD, NEW, NEXT, FAR = (Version.parse(text) for text in ("1.9.9", "1.10.7", "1.11.3", "1.12.3"))


def master(release: Version, to: Version | None = None, **more: bool) -> Standing:
    return Standing(role=Role.MASTER, release=release, to=to, script_for=release if to else None, **more)


def private(release: Version, to: Version | None = None, **more: bool) -> Standing:
    return Standing(role=Role.PRIVATE_AGENT, release=release, to=to, script_for=release if to else None, **more)


def public(release: Version, to: Version | None = None) -> Standing:
    return Standing(role=Role.PUBLIC_AGENT, release=release, to=to, script_for=release if to else None)


MOMENTS = [
    ("one-master-out", [master(OLD), master(OLD, NEW)], [master(OLD, NEW, many=True)]),
    ("one-master-out", [private(OLD, NEW, many=True), master(NEW)], [master(OLD, NEW), master(OLD, NEXT)]),
    ("agents-not-newer", [master(NEW), private(OLD, NEW)], [master(OLD), master(NEW), private(OLD, NEW)]),
    ("agents-not-newer", [master(OLD), private(OLD)], [master(OLD, NEW), private(NEW)]),
    ("one-minor-behind", [master(NEW), private(OLD)], [master(NEXT), private(OLD)]),
    ("one-minor-behind", [master(OLD, NEW), private(OLD)], [master(NEW, NEXT), private(OLD)]),
    ("one-minor-behind", [master(Version.parse("1.13.7")), private(Version.parse("1.11.11"))],
     [master(Version.parse("1.13.7")), private(Version.parse("1.11.3"))]),
    ("one-hop-at-a-time", [master(NEW), private(OLD, NEW)], [master(NEW, NEXT), private(OLD)]),
    ("private-before-public", [private(NEW), public(OLD, NEW)], [private(OLD), public(OLD, NEW)]),
    ("private-before-public", [private(OLD, aside=True), public(OLD, NEW)], [private(OLD, NEW), public(OLD, NEW)]),
    ("forward-in-flight", [master(OLD, NEW)], [master(NEW, OLD)]),
    ("forward-in-flight", [private(OLD)], [private(OLD, OLD)]),
    ("script-fits", [master(OLD, NEW)], [Standing(role=Role.MASTER, release=OLD, to=NEW, script_for=NEW)]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "good", "bad"), MOMENTS)
def test_each_invariant_keeps_good_moments_and_breaks_with_bad_ones(
    rule: str, good: list[Standing], bad: list[Standing]
):
    invariant = invariants.discover()[rule]

    assert invariant.objection(Moment(standing=frozenset(good), catalog=catalog.own())) is None
    assert invariant.objection(Moment(standing=frozenset(bad), catalog=catalog.own()))


def test_a_moment_is_stuck_or_it_is_not():
    ends = invariants.discover()["comes-to-its-end"]

    assert ends.objection(Moment(standing=frozenset(), catalog=catalog.own())) is None
    assert ends.objection(Moment(standing=frozenset(), catalog=catalog.own(), stuck=True))
