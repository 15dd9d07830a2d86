"""Small clusters and their plans, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from dcos_upgrade.core.cluster import Inventory, Leaders, Node, NodeId, Role
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy, StageName
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.planning.kinds import NodeFacts

ON = date(2018, 7, 10)
LEADERS = ("mesos", "marathon", "zookeeper")


def cluster(private: int = 2, critical: frozenset[str] = frozenset(), racks: int = 2) -> Inventory:
    def node(name: str, number: int, role: Role) -> Node:
        return Node(
            id=NodeId(name),
            address=f"10.0.{ord(name[0])}.{number}",
            role=role,
            rack=f"r{number % racks + 1}",
            critical=name in critical,
        )

    masters = [node(f"m{n}", n, Role.MASTER) for n in range(1, 4)]
    agents = [node(f"a{n}", n, Role.PRIVATE_AGENT) for n in range(1, private + 1)]
    return Inventory(cluster="lab", nodes=(*masters, *agents, node("p1", 1, Role.PUBLIC_AGENT)))


def plan_for(
    inventory: Inventory | None = None,
    versions: dict[str, str] | None = None,
    leaders: tuple[str | None, ...] = ("m1", "m2"),
    target: str = "1.11.3",
    on: date = ON,
    policy: RoutePolicy | None = None,
    facts: Mapping[NodeId, NodeFacts] | None = None,
    **pacing: object,
) -> Plan:
    known = inventory or cluster()
    texts = {node.id: (versions or {}).get(node.id, "1.9.4") for node in known.nodes}
    found = {node: Version.parse(text) for node, text in texts.items() if text}
    return compose(
        inventory=known,
        versions=found,
        leaders=Leaders(**{name: NodeId(node) for name, node in zip(LEADERS, leaders, strict=False) if node}),
        target=Version.parse(target),
        on=on,
        policy=policy,
        pacing=msgspec.convert(pacing, Pacing),
        cluster_id="id",
        relied_on={f"release of {node}": text for node, text in texts.items()},
        catalog_digest="c",
        tool_version="0",
        facts=facts,
    )


def nodes_of(plan: Plan, stage: StageName, hop: int = 0) -> list[list[str]]:
    found = plan.stage(hop, stage)
    assert found is not None
    return [[step.node for step in wave.steps] for wave in found.waves]
