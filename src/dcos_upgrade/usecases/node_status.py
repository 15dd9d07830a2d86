"""Where each node is in a run: done, under way, waiting, set aside or left out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.journal import Quarantined
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.position import phase, steps_of
from dcos_upgrade.engine.state import NodeProgress, Phase, RunState


class Where(StrEnum):
    """Where a node is in the present hop. ``in_doubt``: begun, and nobody is following it.

    ``quarantined``: set aside in this hop or an earlier one. ``left_out``: by name, for the rest of the run.
    """

    DONE = "done"
    IN_FLIGHT = "in_flight"
    QUARANTINED = "quarantined"
    LEFT_OUT = "left_out"
    IN_DOUBT = "in_doubt"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStatus:
    """``release`` is what the plan and the journal say that the node has now.

    ``signature`` is the cause by which a node was set aside, ``by`` the person who set it aside or left it out, empty for the run.
    """

    id: str
    role: str
    rack: str
    where: Where
    release: str
    note: str = ""
    signature: str = ""
    by: str = ""


def node_statuses(plan: Plan, run: RunState, hop: int, carried_out: bool) -> Iterator[NodeStatus]:
    """Every node of the inventory, as the journal knows it while hop number ``hop`` is the present one."""
    quarantined = _quarantined(run)
    planned = plan.hops[hop]
    steps = {step.node: step for _, _, step in steps_of(planned)}
    for node in plan.inventory.nodes:
        aside = quarantined.get(node.id)
        here = run.node(hop, node.id)
        at = phase(run, hop, steps[node.id]) if node.id in steps else here.phase
        where = _where(at, hop in run.hops_done, carried_out, quarantined=aside is not None)
        out = run.left_out.get(node.id) if where is Where.LEFT_OUT else None
        progress = run.node(aside.hop, node.id) if aside else here
        source = plan.hops[aside.hop].source if aside else planned.source
        yield NodeStatus(
            id=node.id,
            role=str(node.role),
            rack=node.rack or "",
            where=where,
            release=planned.target if where is Where.DONE else progress.version or source,
            note=out.reason if out else aside.reason if aside else _note(progress, where),
            signature=aside.signature if aside and not out else "",
            by=out.by if out else aside.by if aside else "",
        )


def _quarantined(run: RunState) -> Mapping[str, Quarantined]:
    """By node, the newest word by which it was set aside, in whichever hop, while it still is."""
    now = run.quarantined
    return {each.node: each for each in run.quarantines if (each.hop, each.node) in now}


def _note(progress: NodeProgress, where: Where) -> str:
    if progress.broken is not None:
        return progress.broken.reason
    return "settled, not proven yet" if where is Where.IN_FLIGHT and progress.phase is Phase.SETTLED else ""


def _where(at: Phase, hop_done: bool, carried_out: bool, *, quarantined: bool) -> Where:
    if at is Phase.LEFT_OUT:
        return Where.LEFT_OUT
    if quarantined:
        return Where.QUARANTINED
    if hop_done or at is Phase.VERIFIED:
        return Where.DONE
    if at in {Phase.IN_FLIGHT, Phase.SETTLED}:
        return Where.IN_FLIGHT if carried_out or at is Phase.SETTLED else Where.IN_DOUBT
    return Where.WAITING
