"""The world's faces on real ports of loopback addresses, without nodes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab import layout
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.wire.server import Faces
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.setting import Bend
from dcos_upgrade.lab.world.world import World

pytestmark = pytest.mark.wire

UNITS = ("dcos-exhibitor.service", "dcos-mesos-master.service", "dcos-marathon.service")


class StillFiles:
    """A node's files that never change."""

    def __init__(self, units: tuple[str, ...]) -> None:
        self._units = units
        self._agent: str | None = None

    def version(self) -> str | None:
        return "1.9.4"

    def component(self, name: str) -> str | None:
        return "1.2.3"

    def wanted_units(self) -> tuple[str, ...]:
        return self._units

    def drop_ins(self) -> frozenset[str]:
        return frozenset()

    def agent_id(self) -> str | None:
        return self._agent

    def set_agent_id(self, agent_id: str) -> None:
        self._agent = agent_id


class Cluster:
    """A world with open ports and a client that follows nothing."""

    def __init__(self, world: World, services: WorldServices, client: aiohttp.ClientSession) -> None:
        self.world = world
        self.services = services
        self.client = client

    def url(self, master: int, port: int, path: str) -> str:
        return f"http://{self.world.spec.inventory.masters[master - 1].address}:{port}{path}"

    async def get(self, master: int, port: int, path: str) -> aiohttp.ClientResponse:
        response = await self.client.get(self.url(master, port, path), allow_redirects=False)
        await response.read()
        return response

    async def until(self, holds: Callable[[], bool]) -> None:
        for _ in range(400):
            if holds():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it did not come to hold in time")

    async def word(self, master: int, word: str) -> str:
        address = self.world.spec.inventory.masters[master - 1].address
        reader, writer = await asyncio.open_connection(address, 2181)
        writer.write(word.encode())
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()
        return answer.decode()


@pytest.fixture
async def cluster() -> AsyncIterator[Cluster]:
    zone = layout.find_zone(None)
    inventory = layout.inventory(layout.Size.parse("3+1+0"), zone)
    spec = LabSpec(inventory=inventory, zone=zone, release="1.9.4", root=Path("nowhere"), bootstrap_address=f"{zone}.2")
    world = World(spec, asyncio.get_running_loop().time)
    services = WorldServices(world)
    for node in inventory.nodes:
        services.attach(node.id, StillFiles(UNITS if node in inventory.masters else ("dcos-mesos-slave.service",)))
    world.settle()
    faces = Faces(world)
    services.moved = faces.wake
    await faces.step()
    running = asyncio.create_task(faces.run())
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as client:
        yield Cluster(world, services, client)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_follower_redirects_and_the_leader_answers(cluster: Cluster) -> None:
    redirect = await cluster.get(2, 5050, "/slaves")
    followed = await cluster.client.get(cluster.url(2, 5050, "/slaves"))

    assert redirect.status == 307
    assert redirect.headers["Location"] == "//" + cluster.url(1, 5050, "/master/slaves").removeprefix("http://")
    assert len((await followed.json())["slaves"]) == 1


async def test_zookeeper_answers_a_word_and_closes(cluster: Cluster) -> None:
    assert await cluster.word(1, "ruok") == "imok"
    assert "Mode: leader" in await cluster.word(3, "srvr")


async def test_health_is_an_empty_200(cluster: Cluster) -> None:
    response = await cluster.get(1, 5050, "/health")

    assert (response.status, await response.read()) == (200, b"")


async def test_a_stopped_service_refuses_connections_and_an_open_connection_ends(cluster: Cluster) -> None:
    await cluster.get(3, 8080, "/ping")

    await cluster.services.systemctl(NodeId("m3"), ("stop", "dcos-marathon"))
    await asyncio.sleep(0.2)

    with pytest.raises(aiohttp.ClientConnectorError):
        await cluster.get(3, 8080, "/ping")


async def test_a_silent_master_accepts_and_says_nothing(cluster: Cluster) -> None:
    cluster.world.setting.bends.add((Bend.SILENT, NodeId("m3")))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(cluster.get(3, 5050, "/metrics/snapshot"), 0.5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(cluster.word(3, "srvr"), 0.5)


async def test_a_master_that_restarts_is_whole_again_within_seconds(cluster: Cluster) -> None:
    await cluster.services.systemctl(NodeId("m1"), ("stop", "dcos.target"))
    await cluster.services.systemctl(NodeId("m1"), ("start", "dcos.target", "--no-block"))

    await cluster.until(lambda: cluster.world.mesos.masters[NodeId("m1")].recovered)
    rows = json.loads(await (await cluster.get(1, 8181, "/exhibitor/v1/cluster/status")).read())

    assert [row["code"] for row in rows] == [3, 3, 3]
    assert (await cluster.get(1, 5050, "/slaves")).status == 307
