"""The lines of a runbook about Marathons that are held back: on whom, when, with which words, and how each comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.plan import Plan, Stage, node_of
from dcos_upgrade.usecases.runbook import orders
from dcos_upgrade.usecases.runbook.model import Line, Places, Stop

UNIT = "dcos-marathon.service"
DROP_IN = f"/run/systemd/system/{UNIT}.d/dcos-upgrade.conf"
OTHERS = "each master whose Marathon is not held back"
NOT_THE_LEADER = f"not where it leads just now; stops {UNIT} and leaves it at rest; {{node}}'s own step starts it again"


class Numbered(Protocol):
    def __call__(self, on: str, what: str, command: str = "", *, note: str = "", effect: bool = False) -> Line: ...


def holds_back(stage: Stage) -> bool:
    return stage.hold_back is True


def before_its_start(stage: Stage, place: int) -> bool:
    """Whether Marathons are stopped once this wave's step is admitted: where a master was new when the plan was made."""
    first = next((number for number, wave in enumerate(stage.waves) if not all(step.done for step in wave.steps)), None)
    return holds_back(stage) and place == first and _new_already(stage)


def after_its_step(stage: Stage, place: int) -> bool:
    """Whether they are stopped after this wave's step: it makes the first new master."""
    return holds_back(stage) and place == 0 and not _new_already(stage)


def stopped(plan: Plan, stage: Stage, places: Places, line: Numbered) -> Iterator[Line]:
    """On every master that is still old by then; the one whose Marathon leads at that moment is passed over."""
    for node in _still_old(plan, stage):
        yield line(OTHERS, "who leads?", "GET {marathon}/v2/leader", note="all must name the same one")
        order = orders.hold_back(node, places)
        yield line(node.id, "hold its Marathon back", order, note=NOT_THE_LEADER.format(node=node.id), effect=True)


def came_back(plan: Plan, stage: Stage, place: int, places: Places, line: Numbered) -> Iterator[Line]:
    """After a step: what was held back there runs again by that very step; it is told so all the same."""
    held = {node.id for node in _still_old(plan, stage)} if holds_back(stage) else set()
    for step in stage.waves[place].steps:
        node = plan.inventory.node(node_of(step))
        if node is not None and node.id in held:
            note = "only if it was held back: as a rule the step itself has started it, and this changes nothing"
            yield line(node.id, "let its Marathon go", orders.let_go(node, places), note=note, effect=True)


def let_go(places: Places, plan: Plan, line: Numbered) -> Iterator[Line]:
    """The ways in which one comes back without its own step."""
    if not any(holds_back(stage) for hop in plan.hops for stage in hop.stages):
        return
    for node in plan.inventory.masters:
        note = "only if it is held back: when the run is given up or ends by a loss, or when it has taken the lead before it stopped"
        yield line(node.id, "let its Marathon go", orders.let_go(node, places), note=note)


def stops(plan: Plan) -> Iterator[Stop]:
    if any(holds_back(stage) for hop in plan.hops for stage in hop.stages):
        yield Stop(
            when=f"A Marathon can for {plan.pacing.gate_timeout:g} s not be stopped or started, or the Marathons name no one leader.",
            left="No other master is begun. What is held back stays so, and the ledger names it.",
            next="make the named master answer, then: dcos-upgrade resume; or: dcos-upgrade abort --reason TEXT (lets it go)",
        )


def files(plan: Plan) -> Iterator[tuple[str, str]]:
    if any(holds_back(stage) for hop in plan.hops for stage in hop.stages):
        yield (
            DROP_IN,
            "on masters whose Marathon is held back: for the seconds in which the unit is brought to rest. Removed there.",
        )


def _new_already(stage: Stage) -> bool:
    return any(step.done for wave in stage.waves for step in wave.steps)


def _still_old(plan: Plan, stage: Stage) -> Iterator[Node]:
    """In the order of the plan, without the first: that one's own step is begun, or done, before any is stopped."""
    steps = [step for wave in stage.waves for step in wave.steps if not step.done]
    nodes = (plan.inventory.node(node_of(step)) for step in steps[1:])
    return (node for node in nodes if node is not None)
