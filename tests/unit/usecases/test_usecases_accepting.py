"""Taking a risk by name: what is refused, for which hops it counts, and how it stands on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.cluster import inventory, plan_of

from dcos_upgrade import catalog
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.journal import RiskAccepted
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.usecases.accepting import Standing, accept, accepted_risks

NOW = datetime(2020, 7, 10, 3, 0, tzinfo=UTC)
TODAY = NOW.date()
PLAN = plan_of(("1.11.10", "1.12.3", "1.13.3"), nodes=inventory(masters=1, private=1, public=0))
NAME = "app-ids-that-become-invalid"
"""Bears on hops from before 1.13 to 1.13 and later."""


def taken(name: str = NAME, *, until: date = TODAY, hop: str = "all", reason: str = "nobody uses it") -> RiskAccepted:
    [word] = accept(PLAN, catalog.own(), name, by="kim", reason=reason, until=until, hop=hop, now=NOW).events
    assert isinstance(word, RiskAccepted)
    return word


def test_it_counts_for_the_hops_on_which_the_risk_bears():
    assert taken().hops == (1,)


@pytest.mark.parametrize("hop", ["2", "1.12.3-1.13.3", "1.12.3->1.13.3", "1.12.3 → 1.13.3"])
def test_a_hop_is_named_by_its_number_or_its_ends(hop: str):
    assert taken(hop=hop).hops == (1,)


@pytest.mark.parametrize("hop", ["0", "3", "1.9.4-1.10.7", "first"])
def test_a_hop_that_the_plan_does_not_have_is_refused_with_those_it_has(hop: str):
    with pytest.raises(Usage, match="no such hop") as found:
        taken(hop=hop)

    assert "2 (1.12.3->1.13.3)" in found.value.evidence


def test_a_hop_on_which_it_does_not_bear_is_refused():
    with pytest.raises(Usage, match="does not bear") as found:
        taken(hop="1")

    assert "1.12.3->1.13.3" in found.value.evidence


def test_a_name_that_there_is_not_is_answered_with_the_nearest():
    with pytest.raises(Usage) as found:
        taken("app-ids-that-become-valid")

    assert NAME in found.value.evidence


def test_what_nobody_may_take_is_refused_with_the_remedy():
    with pytest.raises(Refused, match="not for a person") as found:
        taken("systemd-before-218")

    assert "operating system" in found.value.next_command


def test_what_stops_no_run_is_not_there_to_be_taken():
    small = next(risk.id for risk in catalog.own().risks if risk.severity is not Severity.BLOCKER and risk.acceptable)

    with pytest.raises(Refused, match="stops no run"):
        taken(small)


@pytest.mark.parametrize(("days", "right"), [(-1, False), (0, True), (90, True), (91, False)])
def test_it_is_taken_from_today_for_at_most_ninety_days(days: int, right: bool):
    until = TODAY + timedelta(days=days)
    if right:
        assert taken(until=until).until == until
        return
    with pytest.raises(Usage, match="for a time"):
        taken(until=until)


def test_a_reason_is_wanted_and_secrets_in_it_are_not_kept():
    with pytest.raises(Usage):
        taken(reason="  ")

    assert "hunter2" not in taken(reason="see http://ops:hunter2@wiki/x").reason


@pytest.mark.parametrize(
    ("on", "standing"), [(TODAY, Standing.IN_FORCE), (TODAY + timedelta(days=1), Standing.EXPIRED)]
)
def test_the_newest_word_counts_and_says_whether_it_is_still_in_force(on: date, standing: Standing):
    first, second = taken(reason="one"), taken(reason="two")

    [shown] = accepted_risks(PLAN, (first, second), on)

    assert (shown.reason, shown.standing, shown.hops) == ("two", standing, ("1.12.3->1.13.3",))
