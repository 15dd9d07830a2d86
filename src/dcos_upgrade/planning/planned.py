"""What a plan promises, read off the plan itself: the order of its stages, how many at once, gates, soaks, budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import UNSET

from dcos_upgrade.core.expression import Reading, Unknown, Value
from dcos_upgrade.core.plan import Hop, Plan, StageName, Step, Wave, services_of, site_steps_of
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.situation import Situation

Stages = tuple[StageName, ...]

MASTERS: Stages = (StageName.MASTERS,)
PRIVATE: Stages = (StageName.PRIVATE_AGENTS,)
PUBLIC: Stages = (StageName.PUBLIC_AGENTS,)
AGENTS: Stages = (*PRIVATE, *PUBLIC)
EVERY: Stages = (*MASTERS, *AGENTS)


def of_plan(situation: Situation, value: Callable[[Plan], Value | Unknown]) -> Reading:
    """Unknown while there is no plan."""
    return Unknown("there is no plan yet") if situation.plan is None else value(situation.plan)


def waves(plan: Plan, stages: Stages) -> Iterator[Wave]:
    """The waves of these stages that have steps, in the order of the run."""
    for hop in plan.hops:
        for stage in hop.stages:
            if stage.name in stages:
                yield from (wave for wave in stage.waves if wave.steps)


def masters_before_agents(plan: Plan) -> bool:
    return all(_in_order(hop, MASTERS, AGENTS) for hop in plan.hops)


def private_before_public(plan: Plan) -> bool:
    return all(_in_order(hop, PRIVATE, PUBLIC) for hop in plan.hops)


def services_in_place(plan: Plan) -> bool:
    """Nothing to be in its place is in its place."""
    served: Stages = (StageName.SERVICE_MARATHONS,)
    hops = [hop for hop in plan.hops if services_of(hop)]
    return all(_in_order(hop, MASTERS, served) and _in_order(hop, served, AGENTS) for hop in hops)


def _in_order(hop: Hop, first: Stages, then: Stages) -> bool:
    names = [stage.name for stage in hop.stages]
    before = [names.index(name) for name in first if name in names]
    after = [names.index(name) for name in then if name in names]
    return not before or not after or max(before) < min(after)


def ends_with_validation(plan: Plan) -> bool:
    return all(hop.stages and hop.stages[-1].name is StageName.VALIDATION for hop in plan.hops)


def masters_at_once(plan: Plan) -> float:
    return float(max((min(wave.at_once, len(wave.steps)) for wave in waves(plan, MASTERS)), default=0))


def leader_last(plan: Plan, leader: str) -> bool:
    """Of the masters that are still to be done in the first hop. A leader that is done already is in nobody's way."""
    if not plan.hops:
        return True
    stages = (stage for stage in plan.hops[0].stages if stage.name in MASTERS)
    ahead = [step.node for stage in stages for wave in stage.waves for step in wave.steps if not step.done]
    return leader not in ahead or ahead[-1] == leader


def budget(plan: Plan, stages: Stages) -> float:
    found = (stage.failure_budget for hop in plan.hops for stage in hop.stages if stage.name in stages)
    return float(max(found, default=0))


def critical_canary(plan: Plan) -> bool:
    critical = {node.id for node in plan.inventory.nodes if node.critical}
    for hop in plan.hops:
        for stage in (stage for stage in hop.stages if stage.name in AGENTS):
            steps = [[step.node in critical for step in wave.steps] for wave in stage.waves if wave.steps]
            if steps and any(steps[0]) and not all(each for wave in steps for each in wave):
                return True
    return False


def waves_without_watch(plan: Plan) -> float:
    return float(sum(wave.soak_gate is UNSET for wave in waves(plan, EVERY)))


def shortest_soak(plan: Plan, stages: Stages) -> float | Unknown:
    """Seconds: what is waited, and how long the cluster must then be well."""
    found = [wave.soak + (0.0 if wave.stable is UNSET else wave.stable) for wave in waves(plan, stages)]
    return min(found) if found else Unknown("the plan has no such wave")


def first_wave(plan: Plan) -> float:
    first = (stage.waves[0] for hop in plan.hops for stage in hop.stages if stage.name in AGENTS and stage.waves)
    return float(max((len(wave.steps) for wave in first), default=0))


def wave_growth(plan: Plan) -> float:
    """1 where no wave outgrows the one before it."""
    growth = [1.0]
    for hop in plan.hops:
        for stage in (stage for stage in hop.stages if stage.name in AGENTS):
            sizes = [len(wave.steps) for wave in stage.waves if wave.steps]
            growth += [after / before for before, after in pairwise(sizes)]
    return max(growth)


def bandwidth_known(plan: Plan) -> bool:
    return plan.pacing.bootstrap_mbit is not UNSET and plan.pacing.package_mb is not UNSET


def site_steps_early(plan: Plan) -> float:
    late = {"after-validation", "after-hop"}
    return float(sum(step.at not in late for step in site_steps_of(plan)))


def site_steps_at_nodes(plan: Plan) -> float:
    return float(sum(step.at in {"before-node", "after-node"} for step in site_steps_of(plan)))


def agents_in_every_hop(plan: Plan) -> bool:
    agents = {str(node.id) for node in plan.inventory.agents}
    return all({step.node for step in _steps(hop, AGENTS)} == agents for hop in plan.hops)


def _steps(hop: Hop, stages: Stages) -> Iterator[Step]:
    return (step for stage in hop.stages if stage.name in stages for wave in stage.waves for step in wave.steps)


def skips_checks(plan: Plan) -> bool:
    """Whatever a site's command is, nothing that it hands on may switch the vendor's checks off."""
    return any("skip-checks" in word.lower() for step in site_steps_of(plan) for word in step.command)


def goes_back(plan: Plan) -> bool:
    return any(Version.parse(hop.target) < Version.parse(hop.source) for hop in plan.hops)
