"""A grave risk over the whole house: a run is refused, people take it or mend it, and a later hop waits at its own door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from fakes.memory import Stage, stage

from dcos_upgrade import catalog
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.journal import Halted, HopCompleted, LeftOut, Quarantined, RiskAccepted, RisksJudged
from dcos_upgrade.usecases.accepting import accept

RISK = "app-ids-that-become-invalid"


def two_hops() -> Stage:
    return stage("1.11.6", "1.13.2", masters=3, agents=1, public=0, on=date(2020, 7, 1))


def with_such_an_app(there: Stage) -> Stage:
    """Marathon before 1.8 takes such an id; from then on it is the name of one of its own paths."""
    deploying = there.site.world.deploying
    deploying.begin("/shop/restart", deploying.defined("/shop/restart", {"cmd": "sleep 9", "instances": 0}))
    return there


def word(there: Stage, *, until: date | None = None) -> RiskAccepted:
    now = there.site.clock.now()
    day = until or now.date() + timedelta(days=30)
    said = accept(there.plan, catalog.own(), RISK, by="kim", reason="gone soon", until=day, hop="all", now=now)
    [event] = said.events
    assert isinstance(event, RiskAccepted)
    return event


def test_a_risk_of_the_first_hop_refuses_the_run_before_there_is_one():
    there = stage("1.10.8", "1.11.3", masters=1, agents=1, public=0)
    there.site.set_fault("systemd-too-old", "a1")

    with pytest.raises(Refused, match="systemd-before-218") as refused:
        there.go()

    assert there.site.runs.latest_run() is None
    assert not any(there.site.machines.starts().values())
    assert "operating system" in refused.value.next_command


def test_a_risk_of_the_second_hop_waits_there_and_goes_on_once_it_was_taken():
    there = with_such_an_app(two_hops())

    state = there.go()

    assert state.halted is not None and state.halted.what == "risk" and RISK in state.halted.reason
    assert [each.target for each in there.events(HopCompleted)] == [there.plan.hops[0].target]

    run = there.site.runs.latest_run()
    assert run is not None
    there.site.runs.request(run, word(there))

    assert there.go().outcome == "done"
    assert len(there.events(Halted)) == 1


def test_a_word_before_the_run_is_taken_over_and_nothing_waits():
    there = with_such_an_app(two_hops())
    there.site.runs.keep_word(there.plan, word(there))

    assert there.go().outcome == "done"
    assert [[risk.id for risk in each.risks] for each in there.events(RisksJudged)] == [[], [RISK]]


def test_what_came_up_on_the_way_and_was_mended_is_not_asked_of_anybody():
    there = two_hops()
    there.when("", "validating", lambda: there.site.set_fault("systemd-too-old", "a1"))

    state = there.go()
    assert state.halted is not None and "systemd-before-218" in state.halted.reason
    there.site.clear_fault("systemd-too-old", "a1")

    assert there.go().outcome == "done"
    judged = there.events(RisksJudged)[-1]
    assert (judged.hop, judged.risks) == (1, ())


def without_power_from_the_first_master_on(there: Stage, word: LeftOut | Quarantined) -> None:
    def fate() -> None:
        there.site.set_fault("power-lost", word.node)
        run = there.site.runs.latest_run()
        assert run is not None
        there.site.runs.request(run, word)

    there.when("m1", "verified", fate)


def test_a_node_that_was_left_out_does_not_hold_up_the_next_hop():
    there = stage("1.11.6", "1.13.2", masters=3, agents=2, public=2, on=date(2020, 7, 1))
    without_power_from_the_first_master_on(there, LeftOut(node="p2", by="kim", reason="scrapped"))

    assert there.go().outcome == "done"
    assert [(each.hop, each.risks) for each in there.events(RisksJudged)] == [(0, ()), (1, ())]


def test_a_node_in_quarantine_holds_up_the_next_hop_as_that_and_not_as_a_risk():
    there = stage("1.11.6", "1.13.2", masters=3, agents=2, public=2, on=date(2020, 7, 1))
    aside = Quarantined(hop=0, node="p2", signature="power", reason="no power", by="kim")
    without_power_from_the_first_master_on(there, aside)

    state = there.go()

    assert state.halted is not None and (state.halted.what, state.halted.name) == ("node", "quarantined")
    assert [each.hop for each in there.events(RisksJudged)] == [0]
