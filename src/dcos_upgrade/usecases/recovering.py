"""Look at one node and say what its state is and what is to be done about it. Nothing is done here."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode, Refused, Usage
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.step import classify
from dcos_upgrade.engine.recovery import NOT_BEGUN, Advice, Lawful, Sight, Standing, advise, unreachable
from dcos_upgrade.engine.state import Phase, RunState
from dcos_upgrade.ports import Nodes
from dcos_upgrade.probes import units
from dcos_upgrade.probes.swap_paths import SWAP_PATHS
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.eyes import Eyes
from dcos_upgrade.usecases.passing_evidence import PassingEvidence

PROBES = {probe.id: probe for probe in (SWAP_PATHS, units.PROBE)}
CODES = {Lawful.YES: ExitCode.DONE, Lawful.NO: ExitCode.FINDINGS, Lawful.UNKNOWN: ExitCode.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Which step of the node is meant. Without ``package_ids`` the release alone tells the new generation."""

    source: str
    target: str
    package_ids: tuple[str, ...] = ()
    standing: Standing = NOT_BEGUN


def step_of(plan: Plan, state: RunState, node: str) -> Step:
    """The newest step of this node that the run has touched, else the one that comes next. Raises Usage for a plan without hops."""
    if not plan.hops:
        raise Usage("the plan of this run has no steps", next_command="dcos-upgrade status")
    touched = [hop for (hop, name), step in state.nodes.items() if name == node and step.phase is not Phase.WAITING]
    ahead = next((hop for hop in range(len(plan.hops)) if hop not in state.hops_done), len(plan.hops) - 1)
    hop = max(touched, default=ahead)
    bound = state.bound.get(hop)
    return Step(
        source=plan.hops[hop].source,
        target=plan.hops[hop].target,
        package_ids=bound.package_ids if bound else (),
        standing=Standing(phase=state.node(hop, node).phase, over=state.outcome is not None),
    )


async def recover(eyes: Eyes, nodes: Nodes, node: Node, step: Step) -> Advice:
    """Nothing is raised for a node that does not answer."""
    try:
        look = await nodes.observe_step(node, step.target)
    except DcosUpgradeError as error:
        return unreachable(node.id, f"{'it refuses' if isinstance(error, Refused) else 'no answer'}: {error.what}")
    snapshot = await capture(
        inventory=eyes.inventory,
        probes=PROBES,
        shell=eyes.shell,
        api=eyes.api,
        words=eyes.words,
        evidence=PassingEvidence(),
        clock=eyes.clock,
        subjects=frozenset({node.id}),
    )
    sight = Sight(
        look=look,
        state=classify(look, source=step.source, target=step.target, package_ids=step.package_ids),
        source=step.source,
        target=step.target,
        package_ids=step.package_ids,
        paths=snapshot.fact(SWAP_PATHS, node.id).value,
        units=snapshot.fact(units.PROBE, node.id).value,
        standing=step.standing,
    )
    return advise(sight)


def exit_code(advice: Advice) -> ExitCode:
    return CODES[advice.lawful]
