"""A proxy is asked only when cluster.yaml says so, and an answer that it could have made up does not count."""

from __future__ import annotations

import pytest
from fakes.web import fine, serving

from dcos_upgrade.adapters.access import ENVIRONMENT, Access
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.adapters.proxies import proxy_of
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.probe import Service, Via

NODE = Node(id=NodeId("m1"), address="10.255.255.1", role=Role.MASTER)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://me:s%40cret@proxy:3128")
    monkeypatch.setenv("no_proxy", "10.0.0.1,.mesos")


@pytest.mark.parametrize(
    ("url", "said", "proxy"),
    [
        ("http://10.0.0.2:5050/state", "", None),
        ("http://10.0.0.2:5050/state", ENVIRONMENT, "http://proxy:3128"),
        ("https://10.0.0.2/mesos", ENVIRONMENT, None),
        ("http://10.0.0.1:5050/state", ENVIRONMENT, None),
        ("http://leader.mesos/state", "http://other:8080", None),
        ("http://10.0.0.2:5050/state", "http://other:8080", "http://other:8080"),
        ("http://127.0.0.1:5050/state", "http://other:8080", None),
        ("http://[::1]:5050/state", "http://other:8080", None),
        ("http://localhost:5050/state", ENVIRONMENT, None),
    ],
)
def test_which_proxy_is_asked(url: str, said: str, proxy: str | None):
    found = proxy_of(url, said)

    assert (found.url if found else None) == proxy


def test_who_logs_in_at_a_proxy_is_not_part_of_its_url():
    found = proxy_of("http://10.0.0.2/", ENVIRONMENT)

    assert found is not None
    assert found.headers == {"Authorization": "Basic bWU6c0BjcmV0"}
    assert "bWU6" not in repr(found)


async def test_a_login_at_a_proxy_goes_to_the_proxy_as_one_for_proxies(monkeypatch: pytest.MonkeyPatch):
    async with serving(fine) as proxy:
        monkeypatch.setenv("http_proxy", f"http://me:s%40cret@127.0.0.1:{proxy.port}")
        exchange = Exchange(Access(proxy=ENVIRONMENT), total_timeout=5)
        api = HttpApi(Endpoints(), signed=Signed(exchange, Endpoints()))
        await api.get(NODE, Service.MESOS_MASTER, "/state")
        await api.close()

    ((_, _, headers, _),) = proxy.asked
    assert (headers["proxy-authorization"], headers.get("authorization")) == ("Basic bWU6c0BjcmV0", None)


async def test_what_a_proxy_hands_on_in_the_clear_is_marked():
    async with serving(fine) as proxy:
        endpoints = Endpoints()
        exchange = Exchange(Access(proxy=f"http://127.0.0.1:{proxy.port}"), total_timeout=5)
        api = HttpApi(endpoints, signed=Signed(exchange, endpoints))
        answer = await api.get(NODE, Service.MESOS_MASTER, "/state")
        await api.close()

    assert [(path, headers["host"]) for _, path, headers, _ in proxy.asked] == [("/state", "10.255.255.1:5050")]
    assert (answer.via, answer.own) == (Via.PROXY, False)
