"""The detached step and the shell over real SSH on the lab's nodes, with the lab's own upgrade script."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from fakes.lab_nodes import AGENT, MASTER, Lab, running_lab  # noqa: F401 - pytest finds the fixture here

from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.adapters.nodes import StepNodes
from dcos_upgrade.adapters.shell import SshShell
from dcos_upgrade.adapters.ssh import SshSessions
from dcos_upgrade.adapters.ssh_settings import Keys, SshSettings
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Owned
from dcos_upgrade.core.probe import Command
from dcos_upgrade.core.step import StepLook, StepOrder

pytestmark = pytest.mark.wire


def sessions_of(lab: Lab) -> SshSessions:
    _, port, user, identity = lab.nodes.ssh(AGENT)
    known_hosts = lab.nodes.known_hosts
    keys = Keys(identity=identity)
    return SshSessions(SshSettings(user=user, port=port, keys=keys, known_hosts=(known_hosts,), sudo=True))


def node_of(lab: Lab, node: NodeId) -> Node:
    return Node(id=node, address=lab.nodes.ssh(node)[0], role=Role.PRIVATE_AGENT)


def inventory_of(lab: Lab) -> Inventory:
    return Inventory(cluster="try", nodes=(node_of(lab, AGENT), node_of(lab, MASTER)))


async def order_of(lab: Lab, node: NodeId) -> StepOrder:
    url = lab.nodes.script_url_template.replace("{from}", "1.9.9").replace("{to}", "1.10.7")
    api = HttpApi(Endpoints())
    body = (await api.get_url(url)).body
    await api.close()
    digest = hashlib.sha256(body).hexdigest()
    return StepOrder(
        node=node,
        run="r",
        epoch=1,
        attempt=1,
        source="1.9.9",
        target="1.10.7",
        script_url=url,
        script_sha256=digest,
    )


async def settled(nodes: StepNodes, node: Node) -> StepLook:
    async with asyncio.timeout(60):
        while True:
            look = await nodes.observe_step(node, "1.10.7")
            if look.exit is not None:
                return look
            await asyncio.sleep(0.2)


async def test_a_lost_session_does_not_stop_the_upgrade_and_it_runs_once(lab: Lab) -> None:
    first, second = sessions_of(lab), sessions_of(lab)
    order, agent = await order_of(lab, AGENT), node_of(lab, AGENT)

    await StepNodes(first, inventory_of(lab)).start_step(order)
    await first.close()
    nodes = StepNodes(second, inventory_of(lab))
    await asyncio.gather(*(nodes.start_step(order) for _ in range(3)))
    look = await settled(nodes, agent)
    await second.close()

    assert (look.exit, look.version, look.in_doubt, look.install_progress) == (0, "1.10.7", False, None)
    assert set(look.active) <= set(look.stored)
    assert len(lab.nodes.files(AGENT).upgrade_starts()) == 1


async def test_power_lost_in_mid_step_is_in_doubt_and_the_node_says_rebooted(lab: Lab) -> None:
    sessions = sessions_of(lab)
    nodes, agent = StepNodes(sessions, inventory_of(lab)), node_of(lab, AGENT)
    lab.nodes.delay(AGENT, "archive", 30)
    started = await nodes.start_step(await order_of(lab, AGENT))

    await lab.nodes.power_off(AGENT)
    await lab.nodes.power_on(AGENT)
    look = await nodes.observe_step(agent, "1.10.7")
    await sessions.close()

    assert started.alive
    assert (look.rebooted, look.in_doubt, look.alive) == (True, True, False)


async def test_owner_files_and_commands_work_on_a_node(lab: Lab) -> None:
    sessions = sessions_of(lab)
    nodes, master = StepNodes(sessions, inventory_of(lab)), node_of(lab, MASTER)

    await nodes.claim(master, cluster="try", run="theirs", epoch=1)
    with pytest.raises(Owned, match="theirs"):
        await nodes.claim(master, cluster="try", run="ours", epoch=1)
    answers = await SshShell(sessions).ask(master, {"owner": Command(text="cat /var/lib/dcos-upgrade/owner")})
    await sessions.close()

    assert answers["owner"].body == b"cluster try\nrun theirs\nepoch 1\n"
