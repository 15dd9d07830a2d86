"""Facts that are read off the plan itself: what a good plan promises, and what a bent one no longer does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest
from cluster_facts import healthy, snapshot
from planned import plan_for

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.plan import Plan, SiteStep, Stage, StageName, Wave
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.knowing import KnownFacts
from dcos_upgrade.planning.situation import Situation

replace = msgspec.structs.replace


def situation(plan: Plan | None) -> Situation:
    return Situation(
        source=Version.parse("1.9.9"),
        target=Version.parse("1.10.7"),
        wanted=Version.parse("1.10.7"),
        on=date(2018, 7, 10),
        catalog=catalog.own(),
        plan=plan,
        snapshot=snapshot(healthy()),
    )


def stages(change: Callable[[list[Stage]], list[Stage]]) -> Callable[[Plan], Plan]:
    """The stages of every hop, changed."""

    def bend(plan: Plan) -> Plan:
        hops = tuple(replace(hop, stages=tuple(change(list(hop.stages)))) for hop in plan.hops)
        return replace(plan, hops=hops)

    return bend


def each_wave(**changes: object) -> Callable[[Plan], Plan]:
    def bend(stage: Stage) -> Stage:
        return replace(stage, waves=tuple(replace(wave, **changes) for wave in stage.waves))

    return stages(lambda found: [bend(stage) for stage in found])


def first(found: list[Stage], name: StageName) -> list[Stage]:
    return sorted(found, key=lambda stage: stage.name is not name)


def one_wave_of_masters(found: list[Stage]) -> list[Stage]:
    def together(stage: Stage) -> Stage:
        steps = tuple(step for wave in stage.waves for step in wave.steps)
        return replace(stage, waves=(replace(stage.waves[0], steps=steps, at_once=2),))

    return [together(stage) if stage.name is StageName.MASTERS else stage for stage in found]


def budget(number: int) -> Callable[[Plan], Plan]:
    return stages(lambda found: [replace(stage, failure_budget=number) for stage in found])


def unchanged(plan: Plan) -> Plan:
    return plan


def site_step(*command: str) -> Callable[[Plan], Plan]:
    return lambda plan: replace(plan, site_steps=(SiteStep(name="own", at="before-node", command=command),))


def backwards(plan: Plan) -> Plan:
    return replace(plan, hops=tuple(replace(hop, source=hop.target, target=hop.source) for hop in plan.hops))


def wave_sizes(*sizes: int) -> Callable[[Plan], Plan]:
    """Waves of private agents of these sizes."""

    def resized(stage: Stage) -> Stage:
        if stage.name is not StageName.PRIVATE_AGENTS:
            return stage
        wave: Wave = stage.waves[0]
        return replace(stage, waves=tuple(replace(wave, steps=wave.steps[:1] * size) for size in sizes))

    return stages(lambda found: [resized(stage) for stage in found])


@pytest.mark.parametrize(
    ("fact", "bend", "value"),
    [
        ("plan.masters-before-agents", unchanged, True),
        ("plan.masters-before-agents", stages(lambda found: first(found, StageName.PUBLIC_AGENTS)), False),
        ("plan.private-before-public", unchanged, True),
        ("plan.private-before-public", stages(lambda found: first(found, StageName.PUBLIC_AGENTS)), False),
        ("plan.services-in-place", unchanged, True),
        ("plan.ends-with-validation", unchanged, True),
        ("plan.ends-with-validation", stages(lambda found: found[:-1]), False),
        ("plan.masters-at-once", unchanged, 1.0),
        ("plan.masters-at-once", stages(one_wave_of_masters), 2.0),
        ("plan.leader-last", unchanged, True),
        ("plan.leader-last", stages(lambda found: [replace(found[0], waves=found[0].waves[::-1]), *found[1:]]), False),
        ("plan.master-budget", unchanged, 0.0),
        ("plan.master-budget", budget(2), 2.0),
        ("plan.agent-budget", budget(3), 3.0),
        ("plan.agent-budget-advised", unchanged, 1.0),
        ("plan.agents", unchanged, 3.0),
        ("plan.critical-agents", unchanged, 0.0),
        ("plan.critical-canary", unchanged, False),
        ("plan.waves-without-gate", unchanged, 0.0),
        ("plan.waves-without-watch", unchanged, 0.0),
        ("plan.soak-after-masters", unchanged, 91.0),
        ("plan.soak-after-private", each_wave(soak=5.0, stable=msgspec.UNSET), 5.0),
        ("plan.soak-after-public", each_wave(soak=0.0, stable=0.0), 0.0),
        ("plan.first-wave", wave_sizes(3, 4), 3.0),
        ("plan.wave-growth", wave_sizes(1, 3, 4), 3.0),
        ("plan.bandwidth-known", unchanged, False),
        ("plan.test-app", unchanged, False),
        ("plan.site-steps-early", unchanged, 0.0),
        ("plan.site-steps-at-nodes", unchanged, 0.0),
        ("plan.admission-gate", unchanged, True),
        ("plan.admission-gate", lambda plan: replace(plan, admission=""), False),
        ("plan.step-timeout", unchanged, 2700.0),
        ("plan.service-marathons", unchanged, 0.0),
        ("plan.agents-in-every-hop", unchanged, True),
        ("plan.agents-in-every-hop", stages(lambda found: found[:-2]), False),
        ("plan.skips-checks", unchanged, False),
        ("plan.skips-checks", site_step("bash", "script.sh", "--Skip-Checks"), True),
        ("plan.site-steps-early", site_step("true"), 1.0),
        ("plan.site-steps-at-nodes", site_step("true"), 1.0),
        ("plan.agents-without-rack", unchanged, 0.0),
        ("plan.rollback", unchanged, False),
        ("plan.rollback", backwards, True),
        ("watch.running", unchanged, True),
        ("watch.running", each_wave(soak_gate=msgspec.UNSET), False),
    ],
)
def test_the_plan_says(fact: str, bend: Callable[[Plan], Plan], value: object):
    plan = bend(plan_for(leaders=("m2", "m1")))

    assert KnownFacts(situation(plan)).reading(fact) == value


def test_waves_without_gates_are_counted():
    known = KnownFacts(situation(each_wave(gates=())(plan_for())))

    assert known.reading("plan.waves-without-gate") == known.reading("plan.waves-without-watch") + sum(
        len(stage.waves) for hop in plan_for().hops for stage in hop.stages
    )


@pytest.mark.parametrize("fact", [name for name in facts.discover() if name.startswith("plan.")])
def test_without_a_plan_its_facts_are_unknown(fact: str):
    assert KnownFacts(situation(None)).reading(fact) == Unknown("there is no plan yet")
