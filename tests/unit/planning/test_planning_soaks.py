"""How long the cluster is watched after each wave: by stage, and after a canary as its own policy says."""

from __future__ import annotations

from planned import cluster, plan_for

from dcos_upgrade.core.plan import Pacing, Plan


def soaks(plan: Plan) -> dict[str, tuple[float, float, float]]:
    """The three timers by stage and wave; every wave has the soak's gate."""
    found = {}
    for stage in plan.hops[0].stages:
        for wave in stage.waves:
            assert wave.soak_gate == "soak-health"
            found[f"{stage.name} {wave.name}"] = (wave.soak, wave.stable, wave.retry)
    return found


def test_every_wave_is_watched_for_longer_than_a_moment_where_the_policy_says_nothing():
    pacing = Pacing()

    timers = soaks(plan_for(cluster(private=3, racks=1)))

    assert set(timers.values()) == {(pacing.agent_soak, pacing.look_interval, pacing.gate_timeout)}
    assert pacing.look_interval > 0


def test_stable_and_retry_are_the_policys_for_all_waves():
    timers = soaks(plan_for(cluster(private=3, racks=1), soak_stable=120.0, soak_retry=900.0))

    assert {(stable, retry) for _, stable, retry in timers.values()} == {(120.0, 900.0)}


def test_masters_private_agents_public_agents_and_canaries_may_differ():
    timers = soaks(
        plan_for(
            cluster(private=3, racks=1),
            soak_stable=120.0,
            soaks={
                "masters": {"wait": 300.0, "stable": 600.0},
                "private-agents": {"wait": 30.0, "retry": 1000.0},
                "public-agents": {"stable": 240.0},
                "canary": {"stable": 3600.0},
            },
        )
    )

    assert timers["masters master 1"] == (300.0, 600.0, 1800.0)
    assert timers["private-agents canary"] == (30.0, 3600.0, 1000.0)
    assert timers["private-agents wave 1"] == (30.0, 120.0, 1000.0)
    assert timers["public-agents canary"] == (60.0, 3600.0, 1800.0)
