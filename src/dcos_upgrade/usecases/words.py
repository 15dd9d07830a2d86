"""What people say to a run besides pause and abort: set a node aside, take it back, leave it out, approve a point.

Each word is weighed by the plan, the journal and, where a node is concerned, by a look at the node itself. The caller writes the
word's events while nothing else was written since; whoever carries the run out goes by them from its next decision on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable, Unreadable, Usage
from dcos_upgrade.core.journal import Approved, Event, LeftOut, Quarantined, Readmitted
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState, StepLook, classify
from dcos_upgrade.engine.approving import points_of
from dcos_upgrade.engine.failing import FINISH_SWAP, signature_of_gate, signature_of_node
from dcos_upgrade.engine.position import Position, open_hop, place_of
from dcos_upgrade.engine.state import Phase, RunState
from dcos_upgrade.ports import Nodes

STATUS = "dcos-upgrade status"
_PREFIX = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """The events to be written, in order, and what is told to the person who said it, one sentence each."""

    events: tuple[Event, ...]
    told: tuple[str, ...]


async def quarantine(
    plan: Plan, state: RunState, nodes: Nodes, node_id: str, *, by: str, reason: str, carried_out: bool
) -> Word:
    """An agent of the open hop is set aside. Raises Usage or Refused with the reason when it may not be.

    ``carried_out``: whether a process is at work on the run, whose order to the node may still be on its way.
    """
    hop, node = _agent(plan, state, node_id, "set aside")
    if any(each == node_id for _, each in state.quarantined):
        raise Refused(f"{node_id} is in quarantine already", next_command=f"dcos-upgrade readmit {node_id}")
    seen = await _at_rest(plan, state, nodes, hop, node, carried_out=carried_out)
    told = f"{node_id} is set aside: nothing is begun on it, and it counts against what the cluster may be without."
    later = "The hop goes on without it; the next hop begins when it is readmitted, or left out by name."
    return Word(events=(_quarantined(plan, state, hop, node_id, by, reason),), told=(*seen, told, later))


async def skip(
    plan: Plan, state: RunState, nodes: Nodes, node_id: str, *, by: str, reason: str, carried_out: bool
) -> Word:
    """An agent is left out of the rest of the run. A step of it that is in doubt is set aside with it."""
    hop, node = _agent(plan, state, node_id, "left out")
    seen = await _at_rest(plan, state, nodes, hop, node, carried_out=carried_out)
    in_doubt = state.node(hop, node_id).phase is Phase.IN_FLIGHT
    aside = (_quarantined(plan, state, hop, node_id, by, reason),) if in_doubt else ()
    return Word(
        events=(*aside, LeftOut(node=node_id, by=by, reason=reason)),
        told=(
            *seen,
            f"{node_id} is left out: this run does nothing more to it, and no word of this run takes it back.",
            f"It has to be out of the cluster: stop its agent now (sudo systemctl stop {_unit(node)}); "
            "while Mesos has it as active, no further node is touched and the validation does not pass.",
            "What ran on it and nowhere else is lost; the run ends with exit code 2.",
            f"To bring it back: upgrade or install it to {plan.hops[-1].target} by itself, or capture and plan anew with it.",
        ),
    )


async def readmit(plan: Plan, state: RunState, nodes: Nodes, node_id: str, *, by: str, reason: str) -> Word:
    """A node in quarantine takes part again. Refused unless it was seen whole, at the new release or the old one.

    Raises Unreachable when it cannot be asked: what is not known is not readmitted.
    """
    hop, node = _set_aside(plan, state, node_id)
    target = plan.hops[hop].target
    look = await nodes.observe_step(node, target)
    found = _found(plan, state, hop, look)
    if look.alive:
        raise Refused(f"the job on {node_id} still runs; let it end first", next_command=STATUS)
    if found is not NodeState.NEW and found not in RERUN_IS_SAFE:
        raise Refused(
            f"{node_id} is {found}: neither whole at {plan.hops[hop].source} nor at {target}",
            evidence=f"it says that it is at {look.version or 'no release that can be read'}",
            next_command=_mend(node_id, found),
        )
    place = place_of(plan, hop, node_id)
    if place is None:
        raise Refused(f"{node_id} has no step in hop {hop + 1}", next_command=STATUS)
    stage, wave = place
    back = Readmitted(hop=hop, node=node_id, stage=str(stage.name), wave=wave, by=by, reason=reason)
    ahead = (
        "its gates are looked at" if found is NodeState.NEW else "it is admitted, upgraded and proven like any other"
    )
    return Word(events=(back,), told=(f"{node_id} is {found} at {look.version}: {ahead}.",))


def approve(plan: Plan, state: RunState, point: str, digest: str, *, hop: int | None, by: str, reason: str) -> Word:
    """A person's yes to one point of exactly this plan. ``hop`` counts from 1, None is the open one.

    Raises Usage for a digest that is none, Refused for another plan's or for a point that this plan does not have.
    """
    _of_this_plan(plan, digest)
    number = _hop_number(plan, state, hop)
    points = tuple(dict.fromkeys(name for name, _ in points_of(plan, number)))
    if point not in points:
        known = ", ".join(points) or "none: the run stops nowhere in it for an approval"
        raise Refused(
            f"hop {number + 1} of this plan has no point {point!r}",
            evidence=f"its points are {known}",
            next_command=STATUS,
        )
    word = Approved(plan=plan.digest, hop=number, point=point, by=by, reason=reason)
    between = f"{plan.hops[number].source} → {plan.hops[number].target}"
    return Word(events=(word,), told=(f"Approved: {point} of hop {number + 1} ({between}), plan {plan.digest[:12]}.",))


def _agent(plan: Plan, state: RunState, node_id: str, what: str) -> tuple[int, Node]:
    """The open hop and the agent in it. Raises Usage for a node that is not there, Refused for one that cannot be meant."""
    node = plan.inventory.node(node_id)
    if node is None:
        raise Usage(f"there is no node {node_id} in this run", next_command=STATUS)
    if node.role is Role.MASTER:
        raise Refused(
            f"{node_id} is a master, and only agents are {what}: without one master more the cluster may lose its quorum",
            next_command=f"mend {node_id}, then: dcos-upgrade resume; or give the run up: dcos-upgrade abort --reason TEXT",
        )
    if node_id in state.left_out:
        raise Refused(
            f"{node_id} was left out of this run already, by {state.left_out[node_id].by}", next_command=STATUS
        )
    hop = open_hop(plan, state)
    if hop is None or place_of(plan, hop, node_id) is None:
        raise Refused(f"{node_id} has no step in a hop that is open", next_command=STATUS)
    return hop, node


async def _at_rest(
    plan: Plan, state: RunState, nodes: Nodes, hop: int, node: Node, *, carried_out: bool
) -> tuple[str, ...]:
    """What is to be said of a look at the node. Raises Refused while a job lives there, or may begin at any moment."""
    target = plan.hops[hop].target
    try:
        look = await nodes.observe_step(node, target)
    except (
        Unreachable,
        Unreadable,
        Refused,
    ) as error:  # a machine that was rebuilt has another host key: it is not asked
        return (_not_asked(node, error),)
    if look.alive:
        raise Refused(
            f"the job on {node.id} still runs; a node is never set aside while it does",
            next_command=f"{STATUS} -w; when its job has ended, say it again",
        )
    if _on_its_way(state, hop, node, look):
        await _void(state, nodes, hop, node, target, carried_out=carried_out)
    return ()


def _on_its_way(state: RunState, hop: int, node: Node, look: StepLook) -> bool:
    """It was told to begin, and nothing of that lies on it yet."""
    progress = state.node(hop, node.id)
    begun = look.begun is not None and (look.begun.run != state.run or look.begun.attempt >= progress.attempt)
    return progress.phase is Phase.IN_FLIGHT and not begun


async def _void(state: RunState, nodes: Nodes, hop: int, node: Node, target: str, *, carried_out: bool) -> None:
    attempt = state.node(hop, node.id).attempt
    if carried_out or not await nodes.cancel_step(node, target, state.run, attempt):
        raise Refused(
            f"{node.id} has just been told to begin its step",
            next_command=f"{STATUS} -w; when its job has ended, say it again",
        )


def _not_asked(node: Node, error: DcosUpgradeError) -> str:
    return f"{node.id} could not be asked ({error.what}): a job may still run there. It is followed no more; look at it before readmit."


def _quarantined(plan: Plan, state: RunState, hop: int, node_id: str, by: str, reason: str) -> Quarantined:
    broken = state.node(hop, node_id).broken
    return Quarantined(
        hop=hop,
        node=node_id,
        signature=_signature(plan, state, hop, node_id, reason),
        reason=reason,
        evidence=broken.evidence if broken else (),
        by=by,
    )


def _signature(plan: Plan, state: RunState, hop: int, node_id: str, reason: str) -> str:
    """The cause as the run itself would name it, so that a second failure of the same is known; else the person's reason."""
    progress = state.node(hop, node_id)
    place = place_of(plan, hop, node_id)
    if progress.phase is Phase.SETTLED and progress.node_state != NodeState.NEW:
        return signature_of_node(plan, progress)
    if progress.broken is not None and place is not None:
        stage, number = place
        wave = stage.waves[number]
        return signature_of_gate(
            Position(hop=hop, stage=stage, wave_number=number, wave=wave, steps=wave.steps), progress
        )
    return f"a person's word: {reason}"


def _set_aside(plan: Plan, state: RunState, node_id: str) -> tuple[int, Node]:
    node = plan.inventory.node(node_id)
    hops = sorted(hop for hop, each in state.quarantined if each == node_id)
    if node is None:
        raise Usage(f"there is no node {node_id} in this run", next_command=STATUS)
    if node_id in state.left_out:
        raise Refused(
            f"{node_id} was left out of this run by {state.left_out[node_id].by}; that is for good",
            next_command="after the run: dcos-upgrade capture, then dcos-upgrade plan",
        )
    if not hops:
        raise Refused(f"{node_id} is not in quarantine", next_command=STATUS)
    return hops[0], node


def _found(plan: Plan, state: RunState, hop: int, look: StepLook) -> NodeState:
    bound = state.bound.get(hop)
    planned = plan.hops[hop]
    packages = bound.package_ids if bound else ()
    return classify(look, source=planned.source, target=planned.target, package_ids=packages)


def _mend(node_id: str, found: NodeState) -> str:
    if found is NodeState.SWAP_INTERRUPTED:
        return f"do not reboot {node_id}; finish its swap there ({FINISH_SWAP}), then: dcos-upgrade readmit {node_id}"
    return f"mend {node_id}, then: dcos-upgrade readmit {node_id}; or leave it out: dcos-upgrade skip {node_id} --reason TEXT"


def _unit(node: Node) -> str:
    return "dcos-mesos-slave-public" if node.role is Role.PUBLIC_AGENT else "dcos-mesos-slave"


def _of_this_plan(plan: Plan, digest: str) -> None:
    said = digest.strip().lower()
    if _PREFIX.fullmatch(said) is None:
        raise Usage(
            f"{digest!r} is no plan's digest: at least its first 8 hexadecimal digits are needed",
            where="--plan",
            next_command=STATUS,
        )
    if not plan.digest.startswith(said):
        raise Refused(
            "an approval is for one plan, and the open run has another",
            where="--plan",
            evidence=f"said was {said}, the run's plan is {plan.digest}",
            next_command="read that plan (dcos-upgrade runbook plan.json), then approve it by its own digest",
        )


def _hop_number(plan: Plan, state: RunState, hop: int | None) -> int:
    if hop is None:
        found = open_hop(plan, state)
        if found is None:
            raise Refused("every hop of this run is done: nothing waits for an approval", next_command=STATUS)
        return found
    if not 1 <= hop <= len(plan.hops):
        raise Usage(f"this plan has hops 1 to {len(plan.hops)}, not {hop}", where="--hop", next_command=STATUS)
    return hop - 1
