"""What a plan says of agents that are away, and how many of them there may be."""

from __future__ import annotations

from msgspec.structs import replace
from planned import plan_for

from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.planning.bandwidth import bandwidth_notes, in_flight
from dcos_upgrade.planning.unreachable import unreachable_notes


def test_masters_up_to_1_11_mark_one_agent_in_20_minutes_and_later_ones_all_at_once():
    first = plan_for().hops[0]
    slow, fast = unreachable_notes((replace(first, target="1.11.3"), replace(first, target="1.12.3")))

    assert "masters at 1.11.3 mark one in 20 minutes" in slow
    assert "masters at 1.12.3 mark up to 100 a minute" in fast


def test_a_plan_has_the_note():
    assert any("300 s is unreachable" in note for note in plan_for().notes)


def test_no_more_are_in_flight_than_the_cluster_may_be_without():
    assert in_flight(Pacing(at_once=10, out_budget=4)) == 4
    assert in_flight(Pacing(at_once=2, out_budget=4)) == 2
    assert list(bandwidth_notes(Pacing(at_once=10, out_budget=4))) == [
        "at most 4 agent(s) are out at one time, set aside or in flight, not 10"
    ]
