"""Random clusters, faults, deaths and people's words: the rules of fakes/histories.py hold in every one of these nights."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.histories import Broken, Night, Shape
from fakes.mistakes import MISTAKES, Mistake
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from saying import say_at_the_end

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "random-nights.md"
MOMENT = st.integers(min_value=1, max_value=90)
NODES = ("m1", "m2", "m3", "a1", "a2", "a3", "a4", "p1")
AGENTS = NODES[3:]
NODE = st.sampled_from(NODES)
MASTER = st.sampled_from(("m1", "m2", "m3"))
BEHAVIOUR = st.sampled_from(("fails", "interrupted", "does-nothing", "late-exit", "no-rejoin"))
SHAPE = st.builds(
    Shape,
    masters=st.sampled_from((1, 3)),
    private=st.integers(min_value=1, max_value=4),
    public=st.integers(min_value=0, max_value=1),
    hops=st.sampled_from((1, 1, 2)),
    at_once=st.integers(min_value=1, max_value=3),
    failure_budget=st.sampled_from((0, 1, 2, 9)),
    rack_budget=st.sampled_from((0, 1, 2, 9)),
    run_budget=st.sampled_from((0, 1, 2, 9)),
    stable=st.booleans(),
    hold_back=st.booleans(),
    services=st.sampled_from((0, 0, 0, 0, 1, 2)),
)


class Histories(RuleBasedStateMachine):
    """One night. ``played`` counts all of them."""

    played = 0

    @initialize(shape=SHAPE)
    def planned(self, shape: Shape) -> None:
        self.night = Night(shape=shape)

    def known(self, node: str) -> bool:
        return node in self.night.cluster.nodes

    @rule(at=MOMENT)
    def a_process_dies(self, at: int) -> None:
        self.night.process(dies_at=at)

    def has_service_marathons(self) -> bool:
        return bool(self.night.shape.services)

    @precondition(has_service_marathons)
    @rule()
    def a_process_dies_when_a_service_marathon_has_just_been_changed(self) -> None:
        self.night.process(dies_at_change=True)

    @rule()
    def a_process_goes_on_as_far_as_it_can(self) -> None:
        self.night.process()

    @rule(at=MOMENT, node=NODE, word=st.sampled_from(("pause", "quarantine", "readmit", "skip")))
    def people_speak_while_a_process_is_at_work(self, at: int, node: str, word: str) -> None:
        if self.known(node):
            self.night.process(meanwhile={at: lambda: self.people_say(word, node)})

    @rule(node=NODE, word=st.sampled_from(("pause", "quarantine", "readmit", "skip", "retry")))
    def people_speak_in_between(self, node: str, word: str) -> None:
        if self.known(node):
            self.people_say(word, node)

    def people_say(self, word: str, node: str) -> None:
        night = self.night
        night.say(night.pause() if word == "pause" else getattr(night, word)(node))

    @rule(node=NODE, how=BEHAVIOUR)
    def a_node_is_going_to_fail(self, node: str, how: str) -> None:
        self.night.cluster.behaviour[node] = how

    @rule(how=BEHAVIOUR)
    def all_agents_are_going_to_fail_for_the_same_cause(self, how: str) -> None:
        for node in AGENTS:
            self.night.cluster.behaviour[node] = how

    @rule(seconds=st.sampled_from((20.0, 61.0)))
    def starting_takes_long(self, seconds: float) -> None:
        self.night.cluster.starting_takes = seconds

    @rule(node=NODE)
    def a_node_does_not_answer(self, node: str) -> None:
        if self.known(node):
            self.night.cluster.nodes[node].reachable = False

    @rule(node=NODE)
    def a_node_is_ill_for_the_gates(self, node: str) -> None:
        self.night.cluster.sick.add(node)

    @precondition(has_service_marathons)
    @rule(times=st.sampled_from((1, 5, 80)), ill=st.booleans())
    def a_service_marathon_is_ill_or_may_not_be_changed(self, times: int, ill: bool) -> None:
        self.night.cluster.ill_looks += times if ill else 0
        self.night.cluster.refusals += 0 if ill else times

    @rule(gaps=st.integers(min_value=1, max_value=12))
    def some_looks_are_not_answered(self, gaps: int) -> None:
        self.night.cluster.gaps = gaps

    @rule()
    def the_cluster_is_not_whole(self) -> None:
        self.night.cluster.whole = False

    @rule(mesos=MASTER, marathon=MASTER)
    def the_leaders_move(self, mesos: str, marathon: str) -> None:
        self.night.leaders_move(mesos, marathon)

    @rule(seconds=st.sampled_from((1.0, 20.0, 61.0, 400.0, 7200.0)))
    def time_passes(self, seconds: float) -> None:
        self.night.time_passes(seconds)

    @rule()
    def everything_is_mended(self) -> None:
        self.night.cluster.mend()

    def teardown(self) -> None:
        if hasattr(self, "night"):
            Histories.played += 1
            self.night.ends()


def play(histories: int, *, shrink: bool = True) -> None:
    Histories.played = 0
    checked = settings(
        max_examples=histories,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        report_multiple_bugs=False,
        derandomize=not shrink,
    )
    run_state_machine_as_test(Histories, settings=checked)


def test_the_rules_hold_in_random_nights():
    play(150)

    assert Histories.played >= 150


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("thousand", range(1, 11))
def test_the_rules_hold_in_ten_thousand_random_nights(thousand: int):
    """Each thousand has its own chance: the search begins anew, with other choices."""
    play(1_000)

    say_at_the_end(f"random nights played in memory, thousand {thousand}: {Histories.played}, every rule held in each")
    assert Histories.played >= 1_000


@pytest.mark.full
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_planted_mistake_is_found(mistake: Mistake, monkeypatch: pytest.MonkeyPatch):
    mistake.plant(monkeypatch)

    with pytest.raises(Broken, match=mistake.found):
        play(3_000, shrink=False)


def test_every_planted_mistake_has_its_row_in_the_documents():
    rows = [line.split("|")[1].strip() for line in PAGE.read_text().splitlines() if line.startswith("| ")]

    assert rows[1:] == [mistake.name for mistake in MISTAKES]
