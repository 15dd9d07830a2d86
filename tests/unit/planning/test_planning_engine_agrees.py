"""The engine never leaves the states that the walk of its plan visits: runs with failures, deaths and random nights are driven."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache

import pytest
from fakes.cluster import FakeCluster
from fakes.histories import Night, Shape, StormyCluster
from fakes.mistakes import MISTAKES, Mistake
from fakes.walked import Seen, Walked, seen
from planned import cluster, plan_for

from dcos_upgrade.core.plan import Plan

SHAPE = Shape(
    masters=3,
    private=4,
    public=1,
    hops=2,
    at_once=2,
    failure_budget=1,
    rack_budget=9,
    run_budget=9,
    stable=True,
    hold_back=False,
)
FAILURES = ("fails", "interrupted", "does-nothing", "late-exit", "no-rejoin")
SEEN_BY_THE_WALK = (
    "two masters at once",
    "a failed master is passed over",
    "the next hop does not wait for quarantine",
    "the batch does not end with the wave",
)


class Watched(StormyCluster):
    """Remembers every state of its nodes, from one moment to the next."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.seen: set[Seen] = {seen(self)}

    def tick(self) -> None:
        self.seen.add(seen(self))
        super().tick()
        self.seen.add(seen(self))


@dataclass
class WatchedNight(Night):
    """A night in which one node at a time is in trouble."""

    watched: Watched = field(init=False)

    def __post_init__(self) -> None:
        self.watched = self.cluster = Watched(plan=self.shape.plan())
        self.cluster.on_begun = self._begun

    def _begun(self, node: str, target: str) -> None:
        self.watched.seen.add(seen(self.cluster))

    def judge_journal(self) -> None:
        """Here only the walk judges."""

    def judge_end(self, state: object) -> None:
        """Here only the walk judges."""


@cache
def walked_for(shape: Shape) -> Walked:
    return Walked(shape.plan())


def strays(night: WatchedNight) -> list[Seen]:
    """What the nodes came to and the walk does not know."""
    model = walked_for(night.shape) if night.plan == night.shape.plan() else Walked(night.plan)
    return [found for found in sorted(night.watched.seen) if not model.has(found)]


def whole(shape: Shape, prepare: Callable[[Watched], None] = lambda cluster: None) -> WatchedNight:
    night = WatchedNight(shape=shape)
    prepare(night.watched)
    night.process()
    night.ends()
    return night


def test_a_run_without_trouble_is_among_the_walked_states():
    night = whole(SHAPE)

    assert len(night.watched.seen) > 30
    assert strays(night) == []


@pytest.mark.parametrize("node", ["m1", "m3", "a1", "a3", "p1"])
@pytest.mark.parametrize("failure", FAILURES)
def test_a_run_with_a_node_that_fails_is_among_the_walked_states(node: str, failure: str):
    night = whole(SHAPE, lambda cluster: cluster.behaviour.update({node: failure}))

    assert strays(night) == []


@pytest.mark.parametrize("at_once", [1, 2, 3])
@pytest.mark.parametrize("budget", [0, 1])
def test_runs_of_every_pace_are_among_the_walked_states(at_once: int, budget: int):
    shape = replace(SHAPE, at_once=at_once, failure_budget=budget, private=6)

    night = whole(shape, lambda cluster: cluster.behaviour.update({"a2": "fails"}))

    assert strays(night) == []


@pytest.mark.parametrize("seed", range(15))
def test_nights_with_deaths_pauses_and_one_troubled_node_are_among_the_walked_states(seed: int):
    chance = random.Random(seed)
    night = WatchedNight(shape=SHAPE)

    for _ in range(chance.randrange(2, 9)):
        one_thing_happens(night, chance)
    night.ends()

    assert strays(night) == []


def one_thing_happens(night: WatchedNight, chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            night.process(dies_at=chance.randrange(1, 90))
        case 1:
            night.process(meanwhile={chance.randrange(1, 90): lambda: night.say(night.pause())})
        case 2:
            night.cluster.mend()
            night.cluster.behaviour[chance.choice(sorted(night.cluster.nodes))] = chance.choice(FAILURES)
        case 3:
            night.time_passes(chance.choice((1.0, 61.0, 400.0)))
        case _:
            night.process()
            night.answer(night.state())


def test_a_composed_plan_is_driven_within_its_walked_states():
    plan = plan_for(cluster(private=5), leaders=("m3", "m2"), at_once=2, failure_budget=1, look_interval=31.0)

    night = driven(plan)

    assert strays(night) == []
    assert {release for _, release, _ in seen(night.cluster)} == {"1.11.3"}


def driven(plan: Plan) -> WatchedNight:
    night = WatchedNight(shape=SHAPE)
    night.watched = night.cluster = Watched(plan=plan)
    night.process()
    night.ends()
    return night


@pytest.mark.parametrize(
    "mistake", [each for each in MISTAKES if each.name in SEEN_BY_THE_WALK], ids=lambda each: each.name
)
def test_an_engine_with_a_mistake_leaves_the_walked_states(mistake: Mistake, monkeypatch: pytest.MonkeyPatch):
    mistake.plant(monkeypatch)

    night = WatchedNight(shape=SHAPE)
    night.cluster.behaviour["m1" if "master" in mistake.name else "a2"] = "fails"
    for _ in range(3):
        night.process()
        night.time_passes(400.0)

    assert strays(night) != []


def bent(plan: Plan, **at: tuple[str, str]) -> Seen:
    """The nodes of a plan at its start, but for those that are named: (release, target under way)."""
    return tuple(sorted((str(node.id), *at.get(str(node.id), (plan.source, ""))) for node in plan.inventory.nodes))


OLD, NEW, NEWEST = "1.10.7", "1.11.3", "1.12.3"


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (True, {}),
        (True, {"m2": (OLD, NEW)}),
        (True, {"m2": (NEW, "")}),
        (True, {"m1": (NEW, ""), "m2": (NEW, ""), "m3": (OLD, NEW)}),
        (True, {"m1": (NEW, ""), "m2": (NEW, ""), "m3": (NEW, ""), "a2": (OLD, NEW)}),
        (False, {"m1": (OLD, NEW), "m2": (OLD, NEW)}),
        (False, {"m1": (OLD, NEWEST)}),
        (False, {"a2": (OLD, NEW)}),
        (False, {"a2": (NEW, "")}),
        (False, {"m1": (NEW, ""), "m2": (NEW, ""), "a2": (OLD, NEW)}),
        (False, {"m1": (NEW, ""), "m2": (NEW, ""), "m3": (NEW, ""), "p1": (OLD, NEW)}),
        (False, {"m1": (NEW, ""), "m2": (NEW, ""), "m3": (NEW, ""), "a1": (OLD, NEW), "a2": (OLD, NEW)}),
    ],
)
def test_what_the_walk_knows_and_what_not(known: bool, found: dict[str, tuple[str, str]]):
    plan = SHAPE.plan()

    assert Walked(plan).has(bent(plan, **found)) is known


def test_a_fake_cluster_tells_its_nodes_as_they_are():
    fake = FakeCluster(plan=SHAPE.plan())

    assert ("m1", "1.10.7", "") in seen(fake)
