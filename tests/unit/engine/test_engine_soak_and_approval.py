"""A wave must stay well before the next one begins, and people say yes where the plan wants them to."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from fakes.cluster import PACING, FakeCluster, inventory, plan_of
from msgspec.structs import replace

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.core.plan import Pacing, Plan
from dcos_upgrade.engine.state import RunState
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
