from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

from dcos_upgrade.lab.wire import adminrouter, marathon, zookeeper

UNITS_OF_M1 = "/system/health/v1/nodes/127.9.9.11/units"
VERSION = "/dcos-metadata/dcos-version.json"


def health(bench: Any, path: str) -> dict[str, int]:
    return {unit["id"]: unit["health"] for unit in bench.json(adminrouter.answer, "m2", path)["units"]}


async def test_diagnostics_answers_are_as_old_as_the_last_pull(bench: Any) -> None:
    bench.wait(61)
    reply = bench.ask(adminrouter.answer, "m2", UNITS_OF_M1)
    pulled = parsedate_to_datetime(reply.headers["Last-Modified-3DT"]).timestamp()
    await bench.stop("m3")
    await bench.stop("m1")
    await bench.start("m1")
    bench.wait(30)
    stale = health(bench, UNITS_OF_M1)

    bench.wait(61)
    fresh = health(bench, UNITS_OF_M1)

    assert pulled <= bench.world.now
    assert stale["dcos-mesos-master.service"] == 0
    assert fresh["dcos-mesos-master.service"] == 1


async def test_an_inactive_unit_counts_as_healthy(bench: Any) -> None:
    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(70)

    assert health(bench, UNITS_OF_M1)["dcos-mesos-master.service"] == 0


async def test_a_question_about_the_cache_pulls_first(bench: Any) -> None:
    await bench.stop("m3")
    await bench.stop("m1")
    await bench.start("m1")
    bench.wait(40)

    assert health(bench, f"{UNITS_OF_M1}?cache=0")["dcos-mesos-master.service"] == 1


def test_admin_router_tells_the_version_of_its_own_node(make_bench: Any) -> None:
    old, new = make_bench(), make_bench(release="1.10.7")

    assert "dcos-variant" not in old.json(adminrouter.answer, "m1", VERSION)
    assert new.json(adminrouter.answer, "m1", VERSION)["dcos-variant"] == "open"
    assert old.ask(adminrouter.answer, "a1", VERSION).status == 404
    assert new.json(adminrouter.answer, "a1", VERSION)["version"] == "1.10.7"


async def test_behind_admin_router_the_leader_is_as_old_as_dns(bench: Any) -> None:
    bench.wait(35)
    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(5)
    early = bench.ask(adminrouter.answer, "m2", "/mesos/slaves").status

    bench.wait(31)

    assert bench.world.mesos.leader == "m2"
    assert (early, bench.ask(adminrouter.answer, "m2", "/mesos/slaves").status) == (502, 200)


def test_admin_router_leads_to_marathon_and_exhibitor(bench: Any) -> None:
    assert bench.json(adminrouter.answer, "m3", "/service/marathon/v2/leader") == {"leader": "127.9.9.12:8080"}
    assert len(bench.json(adminrouter.answer, "m3", "/exhibitor/exhibitor/v1/cluster/status")) == 3


def test_mntr_counts_followers_on_the_leader_only(bench: Any) -> None:
    leader, follower = (zookeeper.answer(bench.world, node, "mntr") for node in ("m3", "m1"))

    assert "zk_synced_followers\t2\n" in leader
    assert "zk_server_state\tfollower\n" in follower
    assert "zk_followers" not in follower


def test_marathon_metrics_have_the_shape_of_their_era(make_bench: Any) -> None:
    def gauges(version: str) -> Any:
        bench = make_bench()
        process = bench.world.marathons.instances["m2"].process
        process.components["marathon"] = version
        return bench.json(marathon.answer, "m2", "/metrics")["gauges"]

    name = "service.mesosphere.marathon.app.count"
    assert gauges("1.4.7")[name] == {"value": 4}
    assert gauges("1.6.496-b83ae55eb")[name]["max"] == 4
    assert gauges("1.7.216-9e2a9b579")["marathon.apps.active.gauge"] == {"value": 4}


def test_groups_hold_apps_where_their_ids_say(bench: Any) -> None:
    tree = bench.json(marathon.answer, "m1", "/v2/groups")

    assert [app["id"] for app in tree["apps"]] == ["/web", "/pinned"]
    assert {group["id"]: [app["id"] for app in group["apps"]] for group in tree["groups"]} == {
        "/data": ["/data/store"],
        "/edge": ["/edge/proxy"],
    }
