"""Services alone: who is there, and what is asked of whom."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest

from dcos_upgrade import probes
from dcos_upgrade.adapters.given_services import GivenServices, given_url
from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId, Role
from dcos_upgrade.core.error import Unreachable, Usage
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.usecases.services_only import Given, find, requests, without_doors

NOW = datetime(2020, 1, 1, tzinfo=UTC)
AGENTS = {
    "slaves": [
        {"id": "S0", "pid": "slave(1)@10.0.0.5:5051", "active": True, "attributes": {"public_ip": "true"}},
        {"id": "S1", "pid": "slave(1)@10.0.0.6:5051", "active": True},
    ]
}


class Web:
    """Answers by URL: a body, or the place that a redirect names. Everything else gives no answer."""

    def __init__(self, answers: dict[str, object]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        raise Unreachable("nobody asks by node here")

    async def get_url(self, url: str) -> Answer:
        self.asked.append(url)
        found = self.answers.get(url)
        if found is None:
            raise Unreachable("no answer", where=url)
        if isinstance(found, str):
            return Answer(body=b"", status=307, source=url, time=NOW, headers={"location": found})
        return Answer(body=json.dumps(found).encode(), status=200, source=url, time=NOW)


def found(given: Given, web: Web):
    return asyncio.run(find(given, web))


def test_the_leader_lists_the_agents_and_urls_are_the_masters() -> None:
    web = Web({"http://10.0.0.1:5050/slaves": AGENTS})

    one = found(Given(mesos=("http://10.0.0.1:5050", "http://10.0.0.2:5050")), web)

    assert [node.id for node in one.masters] == ["10.0.0.2", "10.0.0.1"]
    assert [(node.id, node.role) for node in one.agents] == [
        ("10.0.0.5", Role.PUBLIC_AGENT),
        ("10.0.0.6", Role.PRIVATE_AGENT),
    ]


def test_a_leader_that_was_not_given_is_a_master_at_the_address_that_mesos_names() -> None:
    web = Web({"http://10.0.0.2:5050/slaves": "//10.0.0.1:5051/slaves", "http://10.0.0.1:5051/slaves": AGENTS})

    one = found(Given(mesos=("http://10.0.0.2:5050",)), web)

    assert one.urls[Service.MESOS_MASTER] == {"10.0.0.2": "http://10.0.0.2:5050", "10.0.0.1": "http://10.0.0.1:5051"}
    assert len(one.agents) == 2


def test_a_redirect_to_a_given_host_is_asked_at_its_given_url() -> None:
    web = Web({"http://10.0.0.2:5050/slaves": "//10.0.0.1:5050/slaves", "http://10.0.0.1:80/mesos/slaves": AGENTS})

    one = found(Given(mesos=("http://10.0.0.2:5050", "http://10.0.0.1:80/mesos")), web)

    assert one.urls[Service.MESOS_MASTER]["10.0.0.1"] == "http://10.0.0.1:80/mesos"
    assert web.asked == ["http://10.0.0.2:5050/slaves", "http://10.0.0.1:80/mesos/slaves"]


def test_a_place_that_is_no_leader_is_not_taken_in() -> None:
    web = Web({"http://10.0.0.2:5050/slaves": "http://evil.example/", "http://evil.example/slaves": {"hello": 1}})

    one = found(Given(mesos=("http://10.0.0.2:5050",)), web)

    assert [node.id for node in one.masters] == ["10.0.0.2"]
    assert one.agents == ()


def test_no_second_redirect_is_followed() -> None:
    web = Web(
        {
            "http://10.0.0.2:5050/slaves": "//10.0.0.3:5050/slaves",
            "http://10.0.0.3:5050/slaves": "//10.0.0.4:5050/slaves",
        }
    )

    one = found(Given(mesos=("http://10.0.0.2:5050",)), web)

    assert len(web.asked) == 2
    assert [node.id for node in one.masters] == ["10.0.0.2"]


def test_masters_that_are_silent_are_there_all_the_same() -> None:
    one = found(Given(mesos=("http://10.0.0.1:5050", "http://10.0.0.2:5050")), Web({}))

    assert {node.id for node in one.masters} == {"10.0.0.1", "10.0.0.2"}
    assert one.agents == ()


def test_a_marathon_on_no_master_speaks_for_the_cluster() -> None:
    given = Given(mesos=("http://10.0.0.1:5050",), marathon=("http://marathon.example",))
    one = found(given, Web({"http://10.0.0.1:5050/slaves": AGENTS}))
    door = NodeId("marathon.example")
    facts = {
        ("marathon-apps", door): Observed(value="apps"),
        ("mesos-metrics", door): Observed(unknown="no URL was given"),
        ("boot-id", door): Observed(unknown="not asked"),
    }

    seen = without_doors(
        Snapshot(inventory=one.inventory("c", doors=True), taken=NOW, facts=facts), one, probes.discover()
    )

    assert set(seen.facts) == {("marathon-apps", CLUSTER)}
    assert seen.inventory.node("marathon.example") is None


@pytest.mark.parametrize(
    ("service", "node"),
    [(Service.MARATHON, "10.0.0.1"), (Service.MESOS_AGENT, "10.0.0.5"), (Service.MESOS_MASTER, "10.0.0.9")],
)
def test_a_service_without_a_url_is_not_asked(service: Service, node: str) -> None:
    api = GivenServices({Service.MESOS_MASTER: {"10.0.0.1": "http://10.0.0.1:5050"}})

    with pytest.raises(Unreachable, match="not asked"):
        asyncio.run(api.get(Node(id=NodeId(node), address=node, role=Role.MASTER), service, "/x"))


def test_an_address_that_a_service_names_is_not_asked() -> None:
    api = GivenServices({Service.MESOS_MASTER: {"10.0.0.1": "http://10.0.0.1:5050"}})

    with pytest.raises(Unreachable, match="not asked"):
        asyncio.run(api.get_url("http://10.0.0.5:31000/v2/info"))


@pytest.mark.parametrize(
    "url", ["10.0.0.1:5050", "ftp://h", "http://", "http://h:x", "http://h/?a=1", "file:///etc/passwd"]
)
def test_what_is_no_url_is_a_wrong_call(url: str) -> None:
    with pytest.raises(Usage):
        given_url(url, "--mesos")


def test_only_get_is_sent_and_only_to_what_was_given() -> None:
    given = Given(mesos=("http://m:5050",), marathon=("http://m:8080",), exhibitor=("http://m:8181",))

    lines = [text for _, _, text in requests(given, probes.discover())]

    assert "GET http://m:5050/state" in lines
    assert "GET http://m:8181/exhibitor/v1/cluster/status" in lines
    assert all(line.startswith(("GET http://m:5050/", "GET http://m:8080/", "GET http://m:8181/")) for line in lines)
