"""A wave must stay well before the next one begins, and people say yes where the plan wants them to."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from fakes.cluster import PACING, FakeCluster, FakeLooks, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Pacing, Plan
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.looking import Focus, Look
from dcos_upgrade.usecases.running import drive

STABLE = replace(PACING, soak_stable=90.0, soak_retry=600.0)
SMALL = inventory(masters=3, private=2, public=1)


def cluster_of(pacing: Pacing = STABLE, *, approvals: tuple[str, ...] = ()) -> FakeCluster:
    plan = plan_of(nodes=SMALL, pacing=pacing)
    return FakeCluster(plan=replace(plan, approvals=approvals) if approvals else plan)


def run(cluster: FakeCluster, **words: object) -> RunState:
    return asyncio.run(drive(cluster.process(), **words))


def events(cluster: FakeCluster, kind: type) -> list:
    return [entry.event for entry in cluster.entries if isinstance(entry.event, kind)]


def times(cluster: FakeCluster, kind: type) -> list:
    return [entry.time for entry in cluster.entries if isinstance(entry.event, kind)]


def say(cluster: FakeCluster, event: Event) -> None:
    cluster.process().journal.append(event)


def test_after_its_soak_a_wave_must_stay_well_for_the_whole_stable_time():
    cluster = cluster_of()

    state = run(cluster)

    assert state.outcome == "done"
    waves = len(events(cluster, journal.WaveCompleted))
    looks = len(events(cluster, journal.SoakHealthy))
    assert looks >= 4 * waves  # 90 s are spanned by looks 31 s apart
    started, completed = times(cluster, journal.SoakStarted), times(cluster, journal.WaveCompleted)
    assert all(end - begin >= timedelta(seconds=60 + 90) for begin, end in zip(started, completed, strict=True))


def test_noise_within_the_soaks_first_time_is_not_even_looked_at():
    cluster = cluster_of()

    run(cluster)

    started, healthy = times(cluster, journal.SoakStarted), times(cluster, journal.SoakHealthy)
    assert min(healthy) - min(started) >= timedelta(seconds=60)


def test_a_flapping_cluster_starts_the_stable_time_again():
    cluster = cluster_of()
    count = [0]

    def flapping(gate: str, node: str) -> Verdict:
        if gate != "soak-health":
            return Verdict.PASS
        count[0] += 1
        return Verdict.FAIL if count[0] == 3 else Verdict.PASS

    cluster.verdicts = flapping

    state = run(cluster)

    assert state.outcome == "done"
    disturbed = times(cluster, journal.SoakDisturbed)
    assert len(disturbed) == 1
    first_completed = times(cluster, journal.WaveCompleted)[0]
    assert first_completed - disturbed[0] >= timedelta(seconds=90)


def test_a_cluster_that_does_not_become_stable_within_the_retry_time_halts_the_run():
    cluster = cluster_of()
    cluster.verdicts = lambda gate, node: Verdict.UNKNOWN if gate == "soak-health" else Verdict.PASS

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.name == "soak-health"
    assert len(cluster.starts) == 1


def test_a_resume_begins_the_stable_time_anew():
    cluster = cluster_of()
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "soak-health" else Verdict.PASS
    run(cluster)
    resumed = cluster.now
    cluster.verdicts = lambda gate, node: Verdict.PASS

    state = run(cluster)

    assert state.outcome == "done"
    assert times(cluster, journal.WaveCompleted)[0] - resumed >= timedelta(seconds=90)


def test_a_cluster_that_is_well_when_the_retry_time_is_over_still_has_its_stable_time():
    cluster = cluster_of()
    first: list[datetime] = []

    def late(gate: str, node: str) -> Verdict:
        if gate != "soak-health":
            return Verdict.PASS
        first.append(cluster.now)
        return Verdict.FAIL if cluster.now - first[0] < timedelta(seconds=670) else Verdict.PASS

    cluster.verdicts = late

    state = run(cluster)

    assert state.outcome == "done"
    assert times(cluster, journal.WaveCompleted)[0] - first[0] > timedelta(seconds=90 + 600)


class Seen(FakeLooks):
    """Remembers what each look of a soak was told to watch."""

    def __init__(self, cluster: FakeCluster) -> None:
        super().__init__(cluster)
        self.soaks: list[tuple[datetime, Focus]] = []

    async def judge(self, gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
        if "soak-health" in gates:
            self.soaks.append((self.cluster.now, focus[0]))
        return await super().judge(gates, focus, hop)


def watched(cluster: FakeCluster) -> list[tuple[datetime, Focus]]:
    context = cluster.process()
    seen = Seen(cluster)
    asyncio.run(drive(dataclasses.replace(context, looks=seen)))
    return seen.soaks


def test_the_masters_and_the_nodes_of_the_wave_are_watched_and_no_others():
    cluster = cluster_of()

    looks = watched(cluster)

    assert {focus.watched for _, focus in looks} == {
        ("m1", "m2", "m3"),
        ("m1", "m2", "m3", "a1"),
        ("m1", "m2", "m3", "a2"),
        ("m1", "m2", "m3", "p1"),
    }


def test_each_look_of_a_soak_is_compared_with_the_one_before_and_the_first_with_none():
    cluster = cluster_of()

    looks = [focus for _, focus in watched(cluster)]

    healthy = [event.look for event in events(cluster, journal.SoakHealthy)]
    of_a_wave = len(healthy) // len(events(cluster, journal.WaveCompleted))
    expected = ["" if number % of_a_wave == 0 else healthy[number - 1] for number in range(len(healthy))]
    assert [focus.before for focus in looks] == expected


def test_news_begins_when_the_wait_is_over_and_then_with_the_look_before():
    cluster = cluster_of()

    (first, told_first), (second, told_second), *_ = watched(cluster)

    started = times(cluster, journal.SoakStarted)[0]
    assert told_first.since == started + timedelta(seconds=60) <= first
    assert told_second.since is not None
    assert told_second.since <= first < second


def test_an_error_of_long_ago_does_not_disturb_a_soak_for_ever():
    """Looks that say the same again are not written down, so news must not be counted from the last written one."""
    cluster = cluster_of()
    error: list[datetime] = []

    class Journal(Seen):
        async def judge(self, gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
            if "soak-health" in gates:
                error.append(self.cluster.now) if not error else None
                since = focus[0].since
                bad = since is not None and since <= error[0]
                self.cluster.verdicts = lambda gate, node: (
                    Verdict.FAIL if bad and gate == "soak-health" else Verdict.PASS
                )
            return await super().judge(gates, focus, hop)

    state = asyncio.run(drive(dataclasses.replace(cluster.process(), looks=Journal(cluster))))

    assert state.outcome == "done"
    assert len(events(cluster, journal.SoakDisturbed)) == 1


def test_a_resume_forgets_the_look_before():
    cluster = cluster_of()
    cluster.verdicts = lambda gate, node: Verdict.FAIL if gate == "soak-health" else Verdict.PASS
    run(cluster)
    cluster.verdicts = lambda gate, node: Verdict.PASS
    resumed = cluster.now

    (_, focus), *_ = watched(cluster)

    assert focus.before == ""
    assert focus.since is not None
    assert focus.since >= resumed


def approve(cluster: FakeCluster, point: str, digest: str = "d") -> None:
    say(cluster, journal.Approved(plan=digest, hop=0, point=point, by="anna"))


def test_a_point_that_needs_approval_halts_the_run_before_anything_of_it_is_begun():
    cluster = cluster_of(PACING, approvals=("before-private-agents",))

    state = run(cluster)

    assert state.halted is not None
    assert (state.halted.what, state.halted.name) == ("approval", "before-private-agents")
    assert set(cluster.starts) == {"m1", "m2", "m3"}


def test_an_approved_point_is_passed_and_not_asked_for_again():
    cluster = cluster_of(PACING, approvals=("before-private-agents",))
    run(cluster)
    approve(cluster, "before-private-agents")

    assert run(cluster).outcome == "done"


def test_an_approval_of_another_plan_counts_for_nothing():
    cluster = cluster_of(PACING, approvals=("before-private-agents",))
    run(cluster)
    approve(cluster, "before-private-agents", digest="another")

    state = run(cluster)

    assert state.halted is not None
    assert set(cluster.starts) == {"m1", "m2", "m3"}


def test_a_resume_alone_is_no_approval():
    cluster = cluster_of(PACING, approvals=("single-master",))
    run(cluster)

    state = run(cluster)

    assert state.halted is not None
    assert cluster.starts == []


def test_after_the_canary_people_look_before_the_waves_grow():
    plan: Plan = plan_of(nodes=SMALL, pacing=PACING)
    hop = plan.hops[0]
    stages = tuple(
        replace(
            stage,
            waves=tuple(
                replace(w, name="canary" if n == 0 else f"wave {n}") if stage.name == "private-agents" else w
                for n, w in enumerate(stage.waves)
            ),
        )
        for stage in hop.stages
    )
    cluster = FakeCluster(plan=replace(plan, hops=(replace(hop, stages=stages),), approvals=("after-canary",)))

    state = run(cluster)

    assert state.halted is not None
    assert state.halted.name == "after-canary"
    assert cluster.starts == ["m1", "m2", "m3", "a1"]


def test_only_the_selected_nodes_are_begun_and_the_run_says_that_it_is_not_over():
    cluster = cluster_of(PACING)

    state = run(cluster, only=frozenset({"m1", "m3"}))

    assert set(cluster.starts) == {"m1", "m3"}
    assert state.outcome is None
    assert state.halted is None


def test_what_was_not_selected_is_done_by_the_next_resume():
    cluster = cluster_of(PACING)
    run(cluster, only=frozenset({"m1"}))

    assert run(cluster).outcome == "done"
    assert all(node.runs == {"1.11.3": 1} for node in cluster.nodes.values())


def test_a_selected_agent_of_a_later_wave_does_not_wait_for_waves_that_were_not_selected():
    nodes = inventory(masters=1, private=4, public=0)
    cluster = FakeCluster(plan=plan_of(nodes=nodes, pacing=PACING))
    run(cluster, only=frozenset({"m1"}))

    run(cluster, only=frozenset({"a4"}))

    assert cluster.starts == ["m1", "a4"]


def test_an_agent_that_is_selected_alone_does_not_go_before_a_master():
    cluster = cluster_of(PACING)

    state = run(cluster, only=frozenset({"a1"}))

    assert cluster.starts == []
    assert state.outcome is None
