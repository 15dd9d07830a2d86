"""``--only``: which nodes a person chose, and whether these may go before the others. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import reduce

from dcos_upgrade.core.cluster import Inventory, Node, Role
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.plan import Plan, Stage, StageName
from dcos_upgrade.engine.position import OVER, open_hop, phase, steps_of
from dcos_upgrade.engine.state import Phase, RunState

WORDS = "node ids, role=private_agent, stage=private-agents or rack=r1, with commas between and + for 'both'"
STAGE_ROLES = {
    StageName.MASTERS: Role.MASTER,
    StageName.PRIVATE_AGENTS: Role.PRIVATE_AGENT,
    StageName.PUBLIC_AGENTS: Role.PUBLIC_AGENT,
}
NOT_BEGUN = frozenset({Phase.WAITING, Phase.ADMITTED})
"""What was begun is carried on whoever is selected; only these can be in the way of others."""


def selection(text: str, inventory: Inventory) -> frozenset[str]:
    """The nodes that ``text`` means, by id. Raises Usage for what cannot be read, and for a part that means no node."""
    return frozenset(node for term in text.split(",") for node in _term(term.strip(), text, inventory))


def _term(term: str, text: str, inventory: Inventory) -> frozenset[str]:
    if inventory.node(term) is not None:
        return frozenset({term})
    parts = (_condition(each.strip(), text, inventory) for each in term.split("+"))
    found = reduce(frozenset.intersection, parts)
    if not found:
        raise _usage(f"{term!r} means no node of the cluster {inventory.cluster}", text)
    return found


def _condition(condition: str, text: str, inventory: Inventory) -> frozenset[str]:
    key, equals, value = condition.partition("=")
    if not condition:
        raise _usage(f"{text!r} has an empty part", text)
    if not equals:
        if inventory.node(condition) is None:
            raise _usage(f"the cluster {inventory.cluster} has no node {condition!r}", text)
        return frozenset({condition})
    if key not in _CONDITIONS:
        raise _usage(f"{key!r} is nothing to select by", text)
    meant = _CONDITIONS[key](value, text, inventory)
    return frozenset(node.id for node in inventory.nodes if meant(node))


def _by_role(value: str, text: str, inventory: Inventory) -> Callable[[Node], bool]:
    _one_of(value, tuple(Role), "role", text)
    return lambda node: node.role == value


def _by_stage(value: str, text: str, inventory: Inventory) -> Callable[[Node], bool]:
    _one_of(value, tuple(STAGE_ROLES), "stage with nodes", text)
    return lambda node: node.role is STAGE_ROLES[StageName(value)]


def _by_rack(value: str, text: str, inventory: Inventory) -> Callable[[Node], bool]:
    racks = sorted({node.rack for node in inventory.nodes if node.rack})
    if value not in racks:
        raise _usage(f"there is no rack {value!r}; there are: {', '.join(racks) or 'none'}", text)
    return lambda node: node.rack == value


_CONDITIONS: Mapping[str, Callable[[str, str, Inventory], Callable[[Node], bool]]] = {
    "role": _by_role,
    "stage": _by_stage,
    "rack": _by_rack,
}


def _one_of(value: str, known: tuple[str, ...], what: str, text: str) -> None:
    if value not in known:
        raise _usage(f"there is no {what} {value!r}; there are: {', '.join(known)}", text)


def _usage(what: str, text: str) -> Usage:
    return Usage(what, where=f"--only {text}", next_command=f"select by {WORDS}")


def in_order(plan: Plan, state: RunState, only: frozenset[str], *, mesos_leader: str | None) -> None:
    """Raises Refused when something selected would have to go before something that was not.

    ``mesos_leader`` is the node that led when last seen; None counts as the plan's last master.
    """
    hop = open_hop(plan, state)
    if hop is None:
        return
    ahead: list[str] = []
    for stage in plan.hops[hop].stages:
        waiting = list(_not_begun(state, hop, stage))
        selected = [node for _, node in waiting if node in only]
        others = [node for _, node in waiting if node not in only]
        if selected and ahead:
            raise _out_of_order(ahead, selected, f"{stage.name} come after them in the hop")
        _canaries_first(stage, waiting, only)
        if stage.name is StageName.MASTERS:
            _leader_last(stage, selected, others, mesos_leader)
        ahead += others


def _not_begun(state: RunState, hop: int, stage: Stage) -> Iterator[tuple[int, str]]:
    """(wave number, node) of the steps of this stage that are still to be begun."""
    for number, wave in enumerate(stage.waves):
        for step in wave.steps:
            if phase(state, hop, step) in NOT_BEGUN:
                yield number, step.node


def _canaries_first(stage: Stage, waiting: list[tuple[int, str]], only: frozenset[str]) -> None:
    canaries = [
        (number, node) for number, node in waiting if node not in only and stage.waves[number].name.startswith("canary")
    ]
    if not canaries:
        return
    later = [node for number, node in waiting if node in only and number > canaries[0][0]]
    before = [node for number, node in canaries if any(wave > number for wave, each in waiting if each in later)]
    if later:
        raise _out_of_order(before, later, "a canary shows first what the others would meet")


def _leader_last(stage: Stage, selected: list[str], others: list[str], mesos_leader: str | None) -> None:
    planned = [step.node for wave in stage.waves for step in wave.steps]
    leader = mesos_leader or planned[-1] if planned else None
    if leader in selected and others:
        raise _out_of_order(others, [str(leader)], "the leading master goes last")


def _out_of_order(first: list[str], selected: list[str], why: str) -> Refused:
    named, chosen = _named(first), _named(selected)
    return Refused(
        f"{named} must come first: {why}",
        where="--only",
        evidence=f"selected: {chosen}; not selected and not done: {named}",
        next_command=f"select {named} as well, or leave --only out",
    )


def _named(nodes: list[str]) -> str:
    return ", ".join(nodes[:8]) + (f" and {len(nodes) - 8} more" if len(nodes) > 8 else "")


def left_of(plan: Plan, state: RunState) -> tuple[str, ...]:
    """The nodes of the open hop whose step is not over."""
    hop = open_hop(plan, state)
    if hop is None:
        return ()
    return tuple(step.node for _, _, step in steps_of(plan.hops[hop]) if phase(state, hop, step) not in OVER)
