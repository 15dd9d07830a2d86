from __future__ import annotations

from typing import Any

import pytest

from dcos_upgrade.lab.wire import exhibitor
from dcos_upgrade.lab.wire.reply import Ask

STATUS = "/exhibitor/v1/cluster/status"


def codes(bench: Any, master: str) -> list[int]:
    return [row["code"] for row in bench.json(exhibitor.answer, master, STATUS)]


def test_all_serve_and_one_leads(bench: Any) -> None:
    rows = bench.json(exhibitor.answer, "m1", STATUS)

    assert [row["description"] for row in rows] == ["serving"] * 3
    assert [row["hostname"] for row in rows if row["isLeader"]] == ["127.9.9.13"]


async def test_a_view_is_as_old_as_its_last_check(bench: Any) -> None:
    await bench.stop("m1", "dcos-exhibitor")

    assert codes(bench, "m2") == [3, 3, 3]
    bench.wait(31)
    assert codes(bench, "m2") == [1, 3, 3]


async def test_a_master_that_starts_goes_through_the_codes_in_order(bench: Any) -> None:
    await bench.stop("m1")
    bench.wait(40)
    await bench.start("m1")
    seen: list[int] = []
    for _ in range(1200):
        bench.wait(0.1)
        code = int(bench.world.exhibitors.instances["m1"].code)
        alive = bench.world.exhibitors.instances["m1"].process is not None
        seen += [code] if alive and seen[-1:] != [code] else []

    assert seen == [0, 1, 2, 3]


async def test_an_answer_is_slow_while_a_peer_is_gone(bench: Any) -> None:
    quick = bench.ask(exhibitor.answer, "m2", STATUS).delay
    await bench.stop("m1", "dcos-exhibitor")

    slow = bench.ask(exhibitor.answer, "m2", STATUS).delay

    assert quick == 0.0
    assert 0.06 <= slow <= 0.1


async def test_a_whole_master_is_back_in_a_few_real_seconds(bench: Any) -> None:
    await bench.stop("m1")
    bench.wait_real(0.5)
    await bench.start("m1")
    bench.wait_real(3.5)

    assert all(unit.running for unit in bench.world.hosts["m1"].units.values())
    assert bench.world.mesos.masters["m1"].recovered


@pytest.mark.parametrize(
    ("release", "comes_back"),
    [
        ("1.9.4", False),
        ("1.13.9", False),
        ("1.13.10", True),
        ("2.0.5", False),
        ("2.0.6", True),
        ("2.1.0", False),
        ("2.1.1", True),
    ],
)
async def test_with_a_peer_down_a_restarted_master_is_held_back_by_its_release(
    make_bench: Any, release: str, comes_back: bool
) -> None:
    bench = make_bench(release=release)
    await bench.stop("m3")
    bench.wait(40)
    await bench.stop("m2")
    bench.wait(10)
    await bench.start("m2")
    bench.wait(600)

    unit = bench.world.hosts["m2"].units["dcos-mesos-master.service"]
    assert unit.running is comes_back
    if not comes_back:
        assert (unit.state.value, unit.sub) == ("activating", "auto-restart")
        assert any("serving" in line.text for line in unit.journal)


async def test_a_service_may_restart_while_its_own_zookeeper_went_on(bench: Any) -> None:
    await bench.stop("m3")
    bench.wait(40)
    await bench.stop("m2", "dcos-mesos-master")
    bench.wait(10)
    await bench.start("m2", "dcos-mesos-master")
    bench.wait(60)

    assert bench.world.hosts["m2"].units["dcos-mesos-master.service"].running


def test_the_list_of_servers_is_json_only_when_asked_for(bench: Any) -> None:
    plain = bench.ask(exhibitor.answer, "m1", "/exhibitor/v1/cluster/list")
    structured = bench.ask(exhibitor.answer, "m1", "/exhibitor/v1/cluster/list", accept="application/json")

    assert plain.body.startswith(b"count=3&server0=127.9.9.11")
    assert b'"port":2181' in structured.body


def test_a_get_of_restart_really_restarts_zookeeper(bench: Any) -> None:
    bench.ask(exhibitor.answer, "m1", "/exhibitor/v1/cluster/restart")

    assert not bench.world.zookeeper.peers["m1"].serving
    bench.wait(70)
    assert bench.world.zookeeper.peers["m1"].serving


def test_a_post_that_fails_is_a_200(make_bench: Any) -> None:
    reply = exhibitor.answer(make_bench().world, "m1", Ask(method="POST", path="/exhibitor/v1/config/set"))

    assert (reply.status, b'"succeeded":false' in reply.body) == (200, True)
