"""`/system/checks/v1` from 1.12: GET lists the checks of the node or of the cluster, POST runs them."""

from __future__ import annotations

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.wire.reply import Ask, Reply, of_text
from dcos_upgrade.lab.world import checks
from dcos_upgrade.lab.world.world import World

ROOT = "/system/checks/v1"
UNIT = "dcos-checks-api.service"
KINDS = {"node": "node-poststart", "cluster": "cluster"}


def answer(world: World, node: NodeId, ask: Ask) -> Reply:
    host = world.hosts[node]
    unit = host.units.get(UNIT)
    if unit is None or not unit.running:
        return Reply(status=502)
    asked = ask.path.removeprefix(ROOT).strip("/")
    kind = KINDS.get(asked)
    if kind is None:
        return of_text(f"unrecognized check type: {asked}\n", status=404)
    if not ask.path.endswith("/"):
        return Reply(status=301, headers={"Location": f"{ask.path}/"})
    options = ("--list",) if ask.method == "GET" else ()
    said = checks.run(world, host, ("check", kind, *ask.query.get("check", ()), *options))
    return Reply(body=said.stdout.encode(), content_type="application/json; charset=utf-8")
