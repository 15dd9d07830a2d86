"""Ports that can only look: what they do not pass on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from dcos_upgrade.adapters.read_only import ListedShell, ReadOnlyApi, listed
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Broken, Refused
from dcos_upgrade.core.probe import Answer, Command, Service

NODE = Node(id=NodeId("m1"), address="10.0.1.1", role=Role.MASTER)
ANSWER = Answer(body=b"{}", status=200, source="", time=datetime(2018, 7, 9, tzinfo=UTC))
LOOK, WRITE = Command(text="cat /etc/os-release"), Command(text="rm -rf /")


class Inner:
    """Keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        self.asked.append(path)
        return ANSWER

    async def get_url(self, url: str) -> Answer:
        self.asked.append(url)
        return ANSWER

    async def ask(self, node: Node, commands: Any) -> Any:
        self.asked += commands.values()
        return dict.fromkeys(commands, ANSWER)


@pytest.mark.parametrize("path", ["/exhibitor/v1/cluster/restart/10.0.1.1", "/machine/down"])
def test_a_get_that_changes_something_is_not_sent(path: str):
    inner = Inner()
    api = ReadOnlyApi(api=inner)

    with pytest.raises(Refused):
        asyncio.run(api.get(NODE, Service.EXHIBITOR, path))
    with pytest.raises(Refused):
        asyncio.run(api.get_url(f"http://10.0.1.1{path}"))

    assert inner.asked == []


def test_a_get_that_reads_is_sent_as_it_is():
    inner = Inner()

    asyncio.run(ReadOnlyApi(api=inner).get(NODE, Service.MARATHON, "/v2/info"))
    asyncio.run(ReadOnlyApi(api=inner).get_url("http://10.0.1.1:8080/v2/info"))

    assert inner.asked == ["/v2/info", "http://10.0.1.1:8080/v2/info"]


def test_a_command_that_is_not_listed_stops_the_whole_session():
    inner = Inner()
    shell = ListedShell(shell=inner, listed=listed([LOOK]))

    with pytest.raises(Broken):
        asyncio.run(shell.ask(NODE, {"look": LOOK, "write": WRITE}))

    assert inner.asked == []


def test_listed_commands_go_through():
    inner = Inner()

    asyncio.run(ListedShell(shell=inner, listed=listed([LOOK])).ask(NODE, {"look": LOOK}))

    assert inner.asked == [LOOK]
