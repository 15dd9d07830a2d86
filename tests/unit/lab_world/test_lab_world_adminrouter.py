"""Admin Router of a master while a fault is set: it turns people away, the services' own ports do not."""

from __future__ import annotations

from typing import Any

import pytest

from dcos_upgrade.lab.wire import adminrouter, exhibitor, marathon, mesos_agent, mesos_master

METADATA = "/dcos-metadata/dcos-version.json"
STATUS = "/exhibitor/exhibitor/v1/cluster/status"
BEHIND = ("/mesos/version", "/marathon/v2/info", "/service/marathon/v2/info", "/system/health/v1/units")


def statuses(bench: Any, *paths: str, node: str = "m2") -> list[int]:
    return [bench.ask(adminrouter.answer, node, path).status for path in paths]


def direct(bench: Any) -> list[int]:
    asked = (
        (mesos_master.answer, "m1", "/version"),
        (marathon.answer, "m1", "/v2/info"),
        (exhibitor.answer, "m1", "/exhibitor/v1/cluster/status"),
        (mesos_agent.answer, "a1", "/version"),
    )
    return [bench.ask(*each).status for each in asked]


@pytest.mark.parametrize(
    ("fault", "said"),
    [("adminrouter-asks-for-login", [401] * 4), ("adminrouter-bad-gateway", [502] * 4)],
)
async def test_nothing_behind_it_is_reached_and_all_of_it_answers_at_its_own_port(
    bench: Any, fault: str, said: list[int]
) -> None:
    before = statuses(bench, *BEHIND)
    await bench.board.set(fault, None)
    assert (before, statuses(bench, *BEHIND), direct(bench)) == ([200] * 4, said, [200] * 4)

    await bench.board.clear(None)
    assert statuses(bench, *BEHIND) == [200] * 4


async def test_without_a_picture_of_the_apps_it_finds_no_service_and_everything_else(bench: Any) -> None:
    await bench.board.set("adminrouter-cache-invalid", None)

    assert statuses(bench, *BEHIND) == [200, 200, 503, 200]


async def test_a_login_is_not_wanted_for_what_is_open_to_all_and_its_scheme_is_named_elsewhere(bench: Any) -> None:
    await bench.board.set("adminrouter-asks-for-login", None)
    refused = bench.ask(adminrouter.answer, "m2", "/mesos/version")

    assert statuses(bench, METADATA) == [200]
    assert refused.headers["WWW-Authenticate"] == "oauthjwt"


async def test_exhibitors_list_is_open_to_all_from_1_10_on(bench: Any) -> None:
    await bench.board.set("adminrouter-asks-for-login", None)
    old = statuses(bench, STATUS)
    bench.files["m2"].release = "1.10.8"
    await bench.stop("m2")
    bench.wait(20)
    await bench.start("m2")
    bench.wait(300)

    assert (old, statuses(bench, STATUS)) == ([401], [200])


async def test_agents_have_an_admin_router_that_asks_for_nothing(bench: Any) -> None:
    before = statuses(bench, METADATA, "/system/health/v1", node="a1")
    await bench.board.set("adminrouter-asks-for-login", None)

    assert statuses(bench, METADATA, "/system/health/v1", node="a1") == before
