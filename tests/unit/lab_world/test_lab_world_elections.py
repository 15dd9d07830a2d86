from __future__ import annotations

from typing import Any

from dcos_upgrade.lab.wire import marathon, mesos_master, zookeeper

METRICS = "/metrics/snapshot"


def test_at_the_start_three_kinds_of_leader_are_three_hosts(bench: Any) -> None:
    world = bench.world

    leaders = (world.mesos.leader, world.marathons.leader, world.zookeeper.leader)

    assert leaders == ("m1", "m2", "m3")


def test_a_single_master_leads_everything(make_bench: Any) -> None:
    world = make_bench(masters=1).world

    assert (world.mesos.leader, world.marathons.leader, world.zookeeper.leader) == ("m1", "m1", "m1")
    assert world.zookeeper.peers["m1"].mode == "standalone"


async def test_a_clean_stop_of_the_mesos_leader_makes_the_one_that_waited_longest_lead(bench: Any) -> None:
    await bench.stop("m1", "dcos-mesos-master")

    bench.wait(0.9)
    assert bench.world.mesos.leader is None
    bench.wait(2.2)
    assert bench.world.mesos.leader == "m2"


async def test_a_killed_mesos_leader_is_followed_only_after_its_session(bench: Any) -> None:
    bench.world.power_off("m1")

    bench.wait(9.9)
    assert bench.world.mesos.leader is None
    bench.wait(0.2)
    assert bench.world.mesos.leader == "m2"


async def test_a_restarted_master_goes_to_the_end_of_the_queue(bench: Any) -> None:
    await bench.stop("m2", "dcos-mesos-master")
    bench.wait(30)
    await bench.start("m2", "dcos-mesos-master")
    bench.wait(60)

    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(4)

    assert bench.world.mesos.leader == "m3"


async def test_a_followers_uptime_goes_on_through_an_election(bench: Any) -> None:
    before = bench.json(mesos_master.answer, "m2", METRICS)

    await bench.stop("m1", "dcos-mesos-master")
    bench.wait(4)

    after = bench.json(mesos_master.answer, "m2", METRICS)
    assert (before["master/elected"], after["master/elected"]) == (0.0, 1.0)
    assert after["master/uptime_secs"] > before["master/uptime_secs"]


async def test_without_a_leader_a_follower_answers_503_in_words(bench: Any) -> None:
    await bench.stop("m1", "dcos-mesos-master")

    reply = bench.ask(mesos_master.answer, "m2", "/slaves")

    assert (reply.status, reply.body) == (503, b"No leader elected")


def test_a_follower_redirects_without_a_scheme_and_keeps_the_query(bench: Any) -> None:
    reply = bench.ask(mesos_master.answer, "m3", "/tasks?limit=5")

    assert (reply.status, reply.headers["Location"]) == (307, "//127.9.9.11:5050/master/tasks?limit=5")


def test_a_redirect_leads_to_an_answer(bench: Any) -> None:
    location = bench.ask(mesos_master.answer, "m3", "/slaves").headers["Location"]

    assert bench.json(mesos_master.answer, "m1", location.partition(":5050")[2])["slaves"]


def test_json_names_work_before_1_13_only_where_mesos_had_them(make_bench: Any) -> None:
    old, new = make_bench(), make_bench(release="1.13.0")

    assert old.ask(mesos_master.answer, "m1", "/master/state.json").status == 200
    assert old.ask(mesos_master.answer, "m1", "/slaves.json").status == 404
    assert new.ask(mesos_master.answer, "m1", "/state.json").status == 404


async def test_after_an_election_agents_are_recovered_first_and_then_listed(bench: Any) -> None:
    await bench.stop("m1", "dcos-mesos-master")
    while bench.world.mesos.leader is None:
        bench.wait(0.05)
    at_once = bench.json(mesos_master.answer, "m2", "/slaves")

    bench.wait(61)
    later = bench.json(mesos_master.answer, "m2", "/slaves")

    assert (len(at_once["slaves"]), len(at_once["recovered_slaves"])) == (0, 3)
    assert (len(later["slaves"]), len(later["recovered_slaves"])) == (3, 0)
    assert {agent["id"] for agent in later["slaves"]} == {agent["id"] for agent in at_once["recovered_slaves"]}


async def test_a_new_leader_shows_a_task_only_when_its_agent_is_back(bench: Any) -> None:
    before = {task["id"] for task in bench.json(mesos_master.answer, "m1", "/tasks")["tasks"]}
    await bench.stop("m1", "dcos-mesos-master")
    while bench.world.mesos.leader is None:
        bench.wait(0.05)
    at_once = bench.json(mesos_master.answer, "m2", "/tasks")["tasks"]

    bench.wait(61)

    assert at_once == []
    assert {task["id"] for task in bench.json(mesos_master.answer, "m2", "/tasks")["tasks"]} == before


async def test_a_new_leader_knows_frameworks_first_from_agents_only(bench: Any) -> None:
    await bench.stop("m1", "dcos-mesos-master")
    while not bench.world.book.entries:
        bench.wait(0.05)
    at_once = bench.json(mesos_master.answer, "m2", "/frameworks")["frameworks"][0]

    bench.wait(11)
    later = bench.json(mesos_master.answer, "m2", "/frameworks")["frameworks"][0]

    assert (at_once["recovered"], at_once["active"]) == (True, False)
    assert (later["recovered"], later["active"], later["id"]) == (False, True, at_once["id"])


async def test_the_replicated_log_recovers_late(bench: Any) -> None:
    seen: list[Any] = []
    await bench.stop("m3", "dcos-mesos-master")
    bench.wait(10)
    await bench.start("m3", "dcos-mesos-master")
    for _ in range(400):
        bench.wait(0.1)
        if bench.world.mesos.masters["m3"].process is not None:
            value = bench.json(mesos_master.answer, "m3", METRICS).get("registrar/log/recovered", "missing")
            seen += [value] if seen[-1:] != [value] else []

    assert seen == ["missing", 0.0, 1.0]


def test_the_ensembles_size_is_a_metric_from_1_10(make_bench: Any) -> None:
    old = make_bench().json(mesos_master.answer, "m1", METRICS)
    new = make_bench(release="1.10.7").json(mesos_master.answer, "m1", METRICS)

    assert "registrar/log/ensemble_size" not in old
    assert new["registrar/log/ensemble_size"] == 3.0


async def test_a_stopped_zookeeper_leader_leaves_all_without_one_for_a_while(bench: Any) -> None:
    await bench.stop("m3", "dcos-exhibitor")

    assert zookeeper.answer(bench.world, "m1", "srvr") == zookeeper.NOT_SERVING
    assert zookeeper.answer(bench.world, "m1", "ruok") == "imok"
    bench.wait(11)
    assert "Mode: leader" in zookeeper.answer(bench.world, "m2", "srvr")
    assert bench.world.mesos.leader == "m1"


async def test_without_a_majority_nobody_serves_and_leaders_lose_their_sessions(bench: Any) -> None:
    await bench.stop("m2", "dcos-exhibitor")
    await bench.stop("m3", "dcos-exhibitor")
    bench.wait(15)

    assert not bench.world.zookeeper.has_quorum
    assert bench.world.mesos.leader is None
    assert bench.world.marathons.leader is None


async def test_marathon_without_a_leader_says_so_then_loads_then_answers(bench: Any) -> None:
    framework = bench.json(marathon.answer, "m1", "/v2/info")["frameworkId"]
    await bench.stop("m2", "dcos-marathon")

    assert bench.ask(marathon.answer, "m1", "/v2/leader").status == 404
    assert bench.ask(marathon.answer, "m1", "/v2/apps").status == 502
    while bench.world.marathons.leader is None:
        bench.wait(0.05)
    assert bench.ask(marathon.answer, "m1", "/v2/apps").status == 503
    bench.wait(6)
    assert bench.json(marathon.answer, "m3", "/v2/info")["frameworkId"] == framework


async def test_a_new_marathon_leader_knows_no_health_at_first(bench: Any) -> None:
    await bench.stop("m2", "dcos-marathon")
    while not bench.world.marathons.loaded:
        bench.wait(0.05)
    early = bench.json(marathon.answer, "m1", "/v2/apps")["apps"][0]

    bench.wait(30)
    late = bench.json(marathon.answer, "m1", "/v2/apps")["apps"][0]

    assert (early["tasksRunning"], early["tasksHealthy"]) == (3, 0)
    assert (late["tasksRunning"], late["tasksHealthy"]) == (3, 3)


def test_marathon_passes_questions_on_once(bench: Any) -> None:
    passed = bench.ask(marathon.answer, "m1", "/v2/apps")
    loop = bench.ask(marathon.answer, "m1", "/v2/apps", x_marathon_via="1.1 127.9.9.13:8080")

    assert passed.headers["X-Marathon-Leader"] == "http://127.9.9.12:8080"
    assert "X-Marathon-Via" in passed.headers
    assert (loop.status, loop.body) == (502, b"Detected proxying loop.")


async def test_a_marathon_that_loses_leadership_exits_and_comes_back(bench: Any) -> None:
    old = bench.world.hosts["m2"].units["dcos-marathon.service"].process

    bench.world.abdicate_marathon()

    unit = bench.world.hosts["m2"].units["dcos-marathon.service"]
    assert unit.process is None
    bench.wait(50)
    assert unit.process is not None and unit.process.pid != old.pid
    assert bench.world.marathons.leader == "m1"
