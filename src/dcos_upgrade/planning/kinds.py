"""What kind of machine each agent is, where it stands, and whether it is critical: as said by its owner or by the cluster. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role

UNKNOWN = "unknown"
RACK, ZONE, CRITICAL = "rack", "zone", "critical"
OF_PLACE = frozenset({RACK, ZONE, "region", CRITICAL})
"""Attributes that say where or how important a node is; two racks of equal machines are one kind."""

Kind = tuple[str, str, str]
"""(system, Docker, attributes); what is not known is a value of its own, so it never counts as the same as something known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFacts:
    """What a snapshot knows of a node; None where it does not. ``domain`` is region/zone, ``tasks`` how many run there."""

    system: str | None = None
    docker: str | None = None
    attributes: Mapping[str, str] | None = None
    domain: str | None = None
    tasks: int | None = None


NOTHING = NodeFacts()


def kind_of(facts: NodeFacts) -> Kind:
    """Attributes of place are left out: two racks of equal machines are one kind."""
    return facts.system or UNKNOWN, facts.docker or UNKNOWN, _attributes(facts)


def _attributes(facts: NodeFacts) -> str:
    if facts.attributes is None:
        return UNKNOWN
    return ";".join(f"{name}:{value}" for name, value in sorted(facts.attributes.items()) if name not in OF_PLACE)


def placed(inventory: Inventory, facts: Mapping[NodeId, NodeFacts]) -> Inventory:
    """The inventory with rack and criticality of its agents filled in; what the cluster file says stands."""
    return replace(inventory, nodes=tuple(_placed(node, facts.get(node.id, NOTHING)) for node in inventory.nodes))


def _placed(node: Node, facts: NodeFacts) -> Node:
    if node.role is Role.MASTER:
        return node
    return replace(node, rack=_rack(node, facts)[0], critical=_critical(node, facts)[0])


def _rack(node: Node, facts: NodeFacts) -> tuple[str | None, str]:
    """(rack, who says so)."""
    given = facts.attributes or {}
    said = (
        (node.rack, "the cluster file"),
        (given.get(RACK), "the attribute rack"),
        (given.get(ZONE), "the attribute zone"),
        (facts.domain, "the fault domain"),
    )
    return next(((rack, source) for rack, source in said if rack), (None, "nobody"))


def _critical(node: Node, facts: NodeFacts) -> tuple[bool, str]:
    if node.critical:
        return True, "the cluster file"
    if (facts.attributes or {}).get(CRITICAL, "").lower() == "true":
        return True, "the attribute critical"
    return False, ""


def placement_notes(inventory: Inventory, facts: Mapping[NodeId, NodeFacts]) -> Iterator[str]:
    """Where racks and criticality come from. ``inventory`` is the cluster file's, not the filled one."""
    agents = [(node, facts.get(node.id, NOTHING)) for node in inventory.agents]
    if not agents:
        return
    yield f"racks of agents are said by {_counted([_rack(node, each)[1] for node, each in agents])}"
    critical = [source for node, each in agents for yes, source in (_critical(node, each),) if yes]
    if critical:
        yield f"critical agents are said by {_counted(critical)}"


def kind_notes(inventory: Inventory, facts: Mapping[NodeId, NodeFacts]) -> Iterator[str]:
    """How many kinds of agents there are, and of whom it is not known; nothing is said without facts."""
    kinds = {node.id: kind_of(facts[node.id]) for node in inventory.agents if node.id in facts}
    if not kinds:
        return
    different = len(set(kinds.values()))
    yield f"agents are of {different} {'kind' if different == 1 else 'kinds'} by system, Docker and attributes"
    unsure = [node for node, kind in kinds.items() if UNKNOWN in kind]
    if unsure:
        more = f" and {len(unsure) - 5} more" if len(unsure) > 5 else ""
        yield f"the kind of {', '.join(unsure[:5])}{more} is not known in full"


def _counted(sources: list[str]) -> str:
    return ", ".join(f"{source} ({times})" for source, times in Counter(sources).most_common())
