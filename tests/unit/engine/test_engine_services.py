"""A service Marathon in the engine: changed once, looked at until it is well, and safe to repeat after a death at any moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from fakes.cluster import PACING, Executioner, FakeCluster, Killed, inventory, plan_of
from fakes.services import DyingApps, ServiceLooks, with_services

from dcos_upgrade.core import journal
from dcos_upgrade.core.app_patch import fields
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.journal import broken_link
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import ServiceMarathon
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.engine.services import GATE, READY
from dcos_upgrade.usecases.running import drive

SMALL = inventory(masters=1, private=1, public=0)
PATCH = {"container": {"docker": {"image": "mom:v1.6.352"}}}
MOM = ServiceMarathon(app="/mom", framework="mom", framework_id="F1", source="1.5.8", target="1.6.352", patch=PATCH)
STAYS = ServiceMarathon(app="/stays", framework="stays", framework_id="F2", source="1.5.8", target="1.5.8")
OLD = {"id": "/mom", "mem": 512, "container": {"type": "DOCKER", "docker": {"image": "mom:v1.5.8", "network": "HOST"}}}


def cluster(*services: ServiceMarathon, **changes: Any) -> FakeCluster:
    made = FakeCluster(plan=with_services(plan_of(nodes=SMALL), *(services or (MOM,))), **changes)
    made.marathon.apps["/mom"] = dict(OLD)
    made.marathon.runs_on = lambda definition: ["10.0.1.9"]
    return made


def go(there: FakeCluster, at: int | None = None, says: Callable[[], str | None] | None = None) -> int:
    """One process; returns how many moments it lived through."""
    death = Executioner(at)
    plain = there.process(death)
    context = replace(plain, apps=DyingApps(there, death), looks=ServiceLooks(there, says))
    asyncio.run(drive(context))
    return death.moments


def events(there: FakeCluster, kind: type[Any]) -> list[Any]:
    return [entry.event for entry in there.entries if isinstance(entry.event, kind)]


def puts(there: FakeCluster) -> list[str]:
    return [line for line in there.marathon.lines if line.startswith("PUT")]


def outcome(there: FakeCluster) -> list[str]:
    return [event.outcome for event in events(there, journal.RunCompleted)]


def test_it_is_changed_between_masters_and_agents_after_the_intent_is_written() -> None:
    there = cluster()
    go(there)
    kinds = [type(entry.event).__name__ for entry in there.entries]
    masters, agents = (kinds.index("StepStarted"), len(kinds) - 1 - kinds[::-1].index("StepStarted"))

    assert masters < kinds.index("ServiceUpdateStarted") < kinds.index("ServiceUpdated")
    assert kinds.index("ServiceVerified") < agents
    assert (outcome(there), puts(there)) == (["done"], ["PUT /mom"])


def test_only_the_fields_of_the_patch_are_sent_each_of_them_whole() -> None:
    there = cluster()
    go(there)

    assert there.marathon.apps["/mom"] == {
        "id": "/mom",
        "mem": 512,
        "container": {"type": "DOCKER", "docker": {"image": "mom:v1.6.352", "network": "HOST"}},
    }


def test_a_gate_wants_three_good_looks_apart() -> None:
    there = cluster()
    go(there)
    times = [entry.time for entry in there.entries if isinstance(entry.event, journal.ServiceLooked)]

    assert [event.verdict for event in events(there, journal.ServiceLooked)] == ["pass"] * 3
    assert all((after - before).total_seconds() >= PACING.look_interval for before, after in pairwise(times))


def test_one_that_stays_is_looked_at_and_never_changed() -> None:
    there = cluster(STAYS)
    go(there)

    assert (outcome(there), puts(there)) == (["done"], [])
    assert [event.app for event in events(there, journal.ServiceVerified)] == ["/stays"]
    assert events(there, journal.ServiceUpdated) == []


def test_an_app_that_is_as_the_patch_makes_it_is_not_deployed_again() -> None:
    there = cluster()
    there.marathon.apps["/mom"] = OLD | fields(OLD, PATCH)
    go(there)

    assert (outcome(there), puts(there)) == (["done"], [])


def test_one_that_says_its_target_itself_is_not_deployed_again() -> None:
    there = cluster()
    go(there, says=lambda: "1.6.352-abc")

    assert (outcome(there), puts(there)) == (["done"], [])


def test_a_death_at_any_single_moment_is_survived_and_the_app_is_changed_once() -> None:
    for at in range(1, go(cluster(MOM, STAYS)) + 1):
        there = cluster(MOM, STAYS)
        with pytest.raises(Killed):
            go(there, at)
        go(there)

        assert outcome(there) == ["done"], at
        assert puts(there) == ["PUT /mom"], at
        assert broken_link(tuple(there.entries)) is None


def test_nothing_is_changed_before_the_gate_is_open_and_in_the_end_the_run_halts() -> None:
    there = cluster(verdicts=lambda gate, node: Verdict.FAIL if gate == READY else Verdict.PASS)
    go(there)
    (halted,) = events(there, journal.Halted)

    assert (halted.what, halted.name, halted.node) == ("gate", READY, "/mom")
    assert halted.next == "see why /mom is not as planned, then: dcos-upgrade resume"
    assert (puts(there), events(there, journal.ServiceUpdateStarted)) == ([], [])


def test_one_that_cannot_be_asked_before_its_change_is_not_changed_and_not_said_to_be_another() -> None:
    there = cluster(verdicts=lambda gate, node: Verdict.UNKNOWN if gate == READY else Verdict.PASS)
    go(there)
    (halted,) = events(there, journal.Halted)

    assert (halted.name, halted.next) == (READY, "see why /mom cannot be asked or changed, then: dcos-upgrade resume")
    assert (puts(there), events(there, journal.ServiceUpdateStarted)) == ([], [])


@pytest.mark.parametrize(
    ("verdict", "then"),
    [
        (Verdict.FAIL, "bring /mom back under the framework id F1, then: dcos-upgrade resume"),
        (Verdict.UNKNOWN, "see what does not answer; nothing bad is known of /mom, then: dcos-upgrade resume"),
    ],
)
def test_one_that_does_not_come_back_halts_the_run_before_an_agent_is_touched(verdict: Verdict, then: str) -> None:
    there = cluster(verdicts=lambda gate, node: verdict if gate == GATE else Verdict.PASS)
    go(there)
    (halted,) = events(there, journal.Halted)

    assert (halted.what, halted.name, halted.node, halted.next) == ("gate", GATE, "/mom", then)
    assert [event.node for event in events(there, journal.StepStarted)] == ["m1"]


def test_once_mended_a_resume_goes_on_without_another_change() -> None:
    broken = [True]
    there = cluster(verdicts=lambda gate, node: Verdict.FAIL if gate == GATE and broken else Verdict.PASS)
    go(there)
    broken.clear()
    go(there)

    assert (outcome(there), puts(there)) == (["done"], ["PUT /mom"])


def test_a_reason_that_was_said_is_not_written_again() -> None:
    there = cluster(verdicts=lambda gate, node: Verdict.FAIL if gate == GATE else Verdict.PASS)
    go(there)

    assert len(events(there, journal.ServiceLooked)) == 1


def test_a_deployment_that_holds_the_app_is_waited_for() -> None:
    there = cluster()
    left = [1, 2, 3]
    there.marathon.says = lambda method, app: (
        (409, {"message": "locked"}) if method == "PUT" and left and left.pop() else None
    )
    go(there)

    assert outcome(there) == ["done"]
    assert "a deployment holds the app" in events(there, journal.ServiceLooked)[0].reason


def test_what_marathon_refuses_halts_with_its_words_and_may_be_tried_again() -> None:
    there = cluster()
    refused = [True]
    there.marathon.says = lambda method, app: (
        (422, {"message": "no such image"}) if method == "PUT" and refused else None
    )
    go(there)
    (halted,) = events(there, journal.Halted)
    refused.clear()
    go(there)

    assert "no such image" in halted.reason
    assert outcome(there) == ["done"]


def test_an_app_that_is_gone_halts() -> None:
    there = cluster()
    del there.marathon.apps["/mom"]
    go(there)

    assert "no such app any more" in events(there, journal.Halted)[0].reason


def test_a_marathon_that_does_not_answer_is_waited_for_and_then_halts() -> None:
    there = cluster()

    async def read(app: str) -> Answer:
        raise Unreachable("no Marathon of any master answers", evidence="m1: refused")

    there.marathon.read = read
    go(there)
    (halted,) = events(there, journal.Halted)

    assert "no Marathon of any master answers" in halted.reason
    assert puts(there) == []
