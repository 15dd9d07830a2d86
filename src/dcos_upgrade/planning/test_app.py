"""The test app of a run: where it runs, and what Marathon is given. Pure.

The workbook's JSON ('Deploy a test app') corrected: an id of its own, one task on each chosen agent, a port that Marathon picks, a
command that answers HTTP, a health check, and tasks that are not replaced while their agent is away.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, UnsetType

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import TestApp, canonical
from dcos_upgrade.core.run_policy import TestAppWish
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.kinds import NOTHING, NodeFacts

FOLDER = "/dcos-upgrade/test-app-"
THE_PLANS = ("id", "instances", "constraints")
"""Fields that say what the app is to this run; a site does not replace them."""

COMMAND = (
    'mkdir -p "$MESOS_SANDBOX/empty" && cd "$MESOS_SANDBOX/empty" && '
    "if [ -x /opt/mesosphere/bin/python3 ]; then export LD_LIBRARY_PATH=/opt/mesosphere/lib; "
    "exec /opt/mesosphere/bin/python3 -m http.server $PORT0; fi; exec python3 -m http.server $PORT0"
)
"""Every agent has DC/OS's own Python (3.5 or later). What it serves is an empty directory; the process outlives the swap."""

HEALTH_CHECK = {
    "protocol": "MESOS_HTTP",
    "path": "/",
    "portIndex": 0,
    "gracePeriodSeconds": 60,
    "intervalSeconds": 10,
    "timeoutSeconds": 5,
    "maxConsecutiveFailures": 60,
}
"""Asked on the agent itself; ten minutes without an answer before Mesos kills the task, so that an outage is seen as one."""

DISABLED = "disabled"
WEEK = {"inactiveAfterSeconds": 604_800, "expungeAfterSeconds": 604_801}
"""Marathon 1.4 (DC/OS 1.9) knows no word for never."""

STRATEGY_SINCE = Version.parse("1.10.0")


def planned_test_app(
    wish: TestAppWish | None,
    inventory: Inventory,
    facts: Mapping[NodeId, NodeFacts],
    *,
    source: Version,
    target: Version,
) -> TestApp | UnsetType:
    """Unset where the policy wants none. ``inventory`` has racks and criticality filled in.

    Raises Refused for a node that is no agent, for no agent to choose, for fields that are not the site's to replace.
    """
    if wish is None:
        return UNSET
    taken = sorted(set(THE_PLANS) & set(wish.definition))
    if taken:
        raise _refused(f"the test app's {', '.join(taken)} cannot be replaced by its definition")
    nodes = _given(wish.nodes, inventory) if wish.nodes else _chosen(wish.count, inventory, facts)
    definition = _definition(nodes, wish.definition, source)
    seed = canonical([inventory.cluster, str(source), str(target), definition])
    app_id = FOLDER + hashlib.sha256(seed).hexdigest()[:8]
    names = tuple(str(node.id) for node in nodes)
    return TestApp(id=app_id, nodes=names, definition={**definition, "id": app_id}, interval=wish.interval)


def notes_of_test_app(wish: TestAppWish | None, app: TestApp | UnsetType) -> Iterator[str]:
    """What people should know of it before they approve."""
    if wish is None or app is UNSET:
        return
    yield f"a test app runs on {', '.join(app.nodes)} all through the run and is asked every {app.interval:g} s"
    if len(app.nodes) < wish.count and not wish.nodes:
        yield f"the test app was to run on {wish.count} agents; only {len(app.nodes)} are private and not critical"
    if not {"cmd", "args", "container"} & set(wish.definition):
        yield "the test app needs python3 on its agents, DC/OS's own or the system's; policy test_app.definition can name another"


def _given(names: Sequence[str], inventory: Inventory) -> tuple[Node, ...]:
    found = [(name, inventory.node(name)) for name in dict.fromkeys(names)]
    wrong = [name for name, node in found if node is None or node.role is Role.MASTER]
    if wrong:
        raise _refused(f"the test app cannot run on {', '.join(wrong)}: no agent of the inventory")
    return tuple(node for _, node in found if node is not None)


def _chosen(count: int, inventory: Inventory, facts: Mapping[NodeId, NodeFacts]) -> tuple[Node, ...]:
    """The least loaded that are not critical, one of each rack before the second of any."""
    ranked = sorted(
        (node for node in inventory.of(Role.PRIVATE_AGENT) if not node.critical),
        key=lambda node: _load(facts.get(node.id, NOTHING)),
    )
    if not ranked:
        raise _refused("there is no private agent for the test app that is not critical; name one in test_app.nodes")
    seen: dict[str | None, int] = {}
    turns = []
    for node in ranked:
        turns.append(seen.get(node.rack, 0))
        seen[node.rack] = turns[-1] + 1
    by_turn = sorted(zip(turns, range(len(ranked)), ranked, strict=True), key=lambda each: each[:2])
    return tuple(node for _, _, node in by_turn[:count])


def _load(facts: NodeFacts) -> float:
    """An agent whose load is not known comes last."""
    return float("inf") if facts.tasks is None else facts.tasks


def _definition(nodes: Sequence[Node], replaced: Mapping[str, Any], source: Version) -> dict[str, Any]:
    roles = {"acceptedResourceRoles": ["*", "slave_public"]}
    return {
        "cmd": COMMAND,
        "cpus": 0.1,
        "mem": 32,
        "disk": 0,
        "portDefinitions": [{"port": 0, "protocol": "tcp", "name": "http"}],
        "healthChecks": [HEALTH_CHECK],
        "unreachableStrategy": DISABLED if source >= STRATEGY_SINCE else WEEK,
        "maxLaunchDelaySeconds": 60,
        **(roles if any(node.role is Role.PUBLIC_AGENT for node in nodes) else {}),
        **replaced,
        "instances": len(nodes),
        "constraints": [["hostname", "UNIQUE"], ["hostname", "LIKE", "|".join(re.escape(n.address) for n in nodes)]],
    }


def _refused(what: str) -> Refused:
    return Refused(what, where="policy test_app", next_command="edit cluster.yaml, then: dcos-upgrade plan")
