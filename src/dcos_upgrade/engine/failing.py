"""What becomes of a node that failed: set aside within the budget, or the end of the run for now.

One agent of five hundred may fail; a master may not, and nothing may fail twice for the same cause (workbook, 'Upgrade
Procedures': "do not continue if it repeats").
"""

from __future__ import annotations

import re

from msgspec import UNSET, UnsetType

from dcos_upgrade.core import journal
from dcos_upgrade.core.plan import Hop, Plan, Stage
from dcos_upgrade.core.step import RERUN_IS_SAFE, NodeState
from dcos_upgrade.engine.position import AGENT_STAGES, Position, place_of
from dcos_upgrade.engine.state import NodeProgress, RunState
from dcos_upgrade.engine.step_cause import cause_of

MENDED = "mend the cause, then: dcos-upgrade resume"
AGENT_MENDED = f"{MENDED}; if its tasks are gone for good: dcos-upgrade abort, then capture and plan from there"
FINISH_SWAP = "dcos-upgrade recover NODE prints how; most often: sudo /opt/mesosphere/bin/pkgpanda setup"


def after_settling(plan: Plan, state: RunState, hop: int, node: str, progress: NodeProgress) -> journal.Event:
    """For a step that settled anywhere but on the new release."""
    halted = _halted_by_node(plan.hops[hop], node, progress)
    return _set_aside(plan, state, hop, halted, signature_of_node(plan, progress)) or halted


def after_waiting(plan: Plan, state: RunState, position: Position, node: str, progress: NodeProgress) -> journal.Event:
    """For a node whose gate did not open in time."""
    halted = _halted_by_gate(position, node, progress)
    return _set_aside(plan, state, position.hop, halted, signature_of_gate(position, progress)) or halted


def _set_aside(
    plan: Plan, state: RunState, hop: int, halted: journal.Halted, signature: str
) -> journal.Quarantined | None:
    place = place_of(plan, hop, halted.node)
    if place is None or not _within_budget(plan, state, hop, place[0], halted.node, signature):
        return None
    return journal.Quarantined(
        hop=hop, node=halted.node, signature=signature, reason=halted.reason, evidence=halted.evidence
    )


def _within_budget(plan: Plan, state: RunState, hop: int, stage: Stage, node: str, signature: str) -> bool:
    """The stage's, the rack's and the run's budgets, counted over what is set aside now; a cause that was there before never."""
    if stage.name not in AGENT_STAGES or any(each.signature == signature for each in state.quarantines):
        return False
    out = {(number, each) for number, each in state.quarantined if (number, each) != (hop, node)}
    of_stage = [each for number, each in out if number == hop and _in_stage(plan, hop, each, stage)]
    rack = _rack(plan, node)
    of_rack = [each for _, each in out if _rack(plan, each) == rack] if rack else []
    return (
        len(of_stage) < stage.failure_budget
        and len(of_rack) < _budget(plan.pacing.rack_budget, stage.failure_budget)
        and len(out) < _budget(plan.pacing.run_budget, stage.failure_budget)
    )


def _budget(given: int | UnsetType, otherwise: int) -> int:
    return otherwise if given is UNSET else given


def _in_stage(plan: Plan, hop: int, node: str, stage: Stage) -> bool:
    place = place_of(plan, hop, node)
    return place is not None and place[0].name is stage.name


def _rack(plan: Plan, node: str) -> str | None:
    known = plan.inventory.node(node)
    return known.rack if known else None


_CHANGING = re.compile(r"\b(?:[0-9a-f]{12,}|\d+(?:[.:]\d+)*)\b|\d+")


def signature_of_node(plan: Plan, progress: NodeProgress) -> str:
    """The cause as far as it can be read: the state, the exit status, the last line without what differs from node to node."""
    lines = [line.strip() for line in progress.log_tail.splitlines() if line.strip()]
    last = _CHANGING.sub("#", lines[-1][:400]) if lines else ""
    for node in plan.inventory.nodes:
        last = re.sub(rf"(?<![\w-]){re.escape(node.id)}(?![\w-])", "NODE", last)
    return f"{progress.node_state}, exit {progress.exit}: {last[:200]}"


def signature_of_gate(position: Position, progress: NodeProgress) -> str:
    """The checks that did not pass."""
    broken = progress.broken
    checks = () if broken is None or broken.checks is UNSET else broken.checks
    named = ", ".join(sorted(checks)) or (broken.verdict if broken else "too few good looks")
    return f"gate {progress.gate or ','.join(position.wave.gates)}: {named}"


def room_for(plan: Plan, state: RunState, at_once: int) -> int:
    """How many more agents may be out at once: what is set aside is out already. Counted from the plan, not from what Mesos lists.

    Mesos marks agents unreachable only after 300 s, and up to DC/OS 1.11 one in 20 minutes, so its own count says too little.
    """
    if plan.pacing.out_budget is UNSET:
        return at_once
    return min(at_once, plan.pacing.out_budget - len({node for _, node in state.quarantined} - set(state.left_out)))


def halted_by_room(plan: Plan, state: RunState, node: str) -> journal.Halted:
    out = sorted({each for _, each in state.quarantined} - set(state.left_out))
    return journal.Halted(
        what="node",
        name="out-budget",
        node=node,
        reason=f"set aside: {', '.join(out)}; out_budget of the plan is {plan.pacing.out_budget}, so {node} cannot be out as well",
        next=f"mend {out[0]}, then: dcos-upgrade readmit {out[0]}; then: dcos-upgrade resume" if out else MENDED,
    )


def quarantined_before(plan: Plan, state: RunState, hop: int) -> journal.Halted | None:
    """No hop begins while a node is set aside in an earlier one: it is readmitted, or left out of the run by name."""
    waiting = sorted(node for number, node in state.quarantined if number < hop and node not in state.left_out)
    if not waiting:
        return None
    return journal.Halted(
        what="node",
        name="quarantined",
        node=waiting[0],
        reason=f"{', '.join(waiting)} in quarantine; the next hop to {plan.hops[hop].target} begins without it only by name",
        next=f"mend {waiting[0]}, then: dcos-upgrade readmit {waiting[0]}; or take it out of the cluster, "
        f"then: dcos-upgrade skip {waiting[0]} --reason TEXT",
    )


def _halted_by_node(hop: Hop, node: str, progress: NodeProgress) -> journal.Halted:
    return journal.Halted(
        what="node",
        name=progress.node_state,
        node=node,
        reason=_why_failed(hop, progress),
        evidence=tuple(line for line in (progress.log_tail,) if line),
        next=_after_failure(node, progress.node_state),
    )


def _after_failure(node: str, state: str) -> str:
    """A halt always names a way on; every halt but the first kind goes on by looking at the node again."""
    if state in RERUN_IS_SAFE:
        return f"dcos-upgrade retry {node}"
    if state == NodeState.SWAP_INTERRUPTED:
        return f"do not reboot {node}; finish its swap there ({FINISH_SWAP}), then: dcos-upgrade resume"
    return f"dcos-upgrade recover {node} names its state; mend it, then: dcos-upgrade resume"


def _why_failed(hop: Hop, progress: NodeProgress) -> str:
    if progress.started is None:
        script = "no step of this run was begun here"
    elif progress.exit is None:
        script = "the job died without an exit status"
    else:
        script = f"the script ended with {progress.exit}"
    cause = cause_of(progress.log_tail)
    found = f"the node is {progress.node_state} at {progress.version or 'no release that can be read'}"
    because, remedy = (f": {cause.sentence}", f". {cause.remedy}") if cause else ("", "")
    return f"{script}{because}; {found}, not at {hop.target}{remedy}"


def _halted_by_gate(position: Position, node: str, progress: NodeProgress) -> journal.Halted:
    broken = progress.broken
    reason = broken.reason if broken else "there were not enough good looks in a row in time"
    return journal.Halted(
        what="gate",
        name=progress.gate or ",".join(position.wave.gates),
        node=node,
        reason=_how_it_settled(progress) + reason,
        evidence=broken.evidence if broken else (),
        next=_died_after_swap(node) if _died(progress) else _mended(position),
    )


def _mended(position: Position) -> str:
    return AGENT_MENDED if position.stage.name in AGENT_STAGES else MENDED


def _died(progress: NodeProgress) -> bool:
    """Whether the step's job ended without an exit status, though the new release is whole."""
    return progress.started is not None and progress.exit is None and progress.attempt > 0


def _died_after_swap(node: str) -> str:
    return f"dcos-upgrade recover {node} names what was not started; start it, then: dcos-upgrade resume"


def _how_it_settled(progress: NodeProgress) -> str:
    """What the job's own end adds to a gate that stays shut."""
    if _died(progress):
        return "the job died after the swap, without an exit status; "
    if progress.exit:
        cause = cause_of(progress.log_tail)
        said = f": {cause.sentence}" if cause else ", without a word of why"
        return f"the script ended with {progress.exit}{said}; "
    return ""


def halted_by_admission(plan: Plan, refused: journal.NotAdmitted) -> journal.Halted:
    return journal.Halted(
        what="gate",
        name=plan.admission,
        node=refused.node,
        reason=refused.reason,
        evidence=refused.evidence,
        next=MENDED,
    )


def halted_by_validation(validated: journal.Validated) -> journal.Halted:
    return journal.Halted(
        what="gate",
        name="validation",
        node="cluster",
        reason="unknown: " + "; ".join(validated.unknown[:3]),
        evidence=(validated.snapshot,),
        next="make these answer, then: dcos-upgrade resume",
    )
