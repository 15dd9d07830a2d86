"""Capture: what goes wrong at the ports becomes an unknown fact that names the host; nothing is raised for it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dcos_upgrade import gates, probes
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Broken, Refused, Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Command, Probe, Service, Via
from dcos_upgrade.core.snapshot import Evidence, Observed, Snapshot
from dcos_upgrade.probes import (
    boot_id,
    cluster_id,
    dcos_version,
    exhibitor_status,
    marathon_leader,
    mesos_metrics,
    mesos_redirect,
    mesos_slaves,
    zookeeper_srvr,
)
from dcos_upgrade.usecases.capture import capture, look, questions, told_id

START = datetime(2018, 7, 10, 12, 0, tzinfo=UTC)
INVENTORY = Inventory(
    cluster="example",
    nodes=(
        Node(id=NodeId("a1"), address="10.0.2.1", role=Role.PRIVATE_AGENT),
        Node(id=NodeId("m1"), address="10.0.1.1", role=Role.MASTER),
        Node(id=NodeId("m2"), address="10.0.1.2", role=Role.MASTER),
        Node(id=NodeId("m3"), address="10.0.1.3", role=Role.MASTER),
    ),
)
BOOT = "6c1f0a6e-0000-4000-8000-000000000001"

Reply = bytes | tuple[int, dict[str, str], bytes] | Exception


@dataclass
class FakeClock:
    """Each look at it is a second later."""

    at: datetime = START

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class FakeApi:
    """Answers by (node, service, path without its query); what is not there is unreachable."""

    replies: dict[tuple[str, Service, str], Reply] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    busy: int = 0
    most: int = 0
    via: Via = Via.ITSELF

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        self.asked.append((node.id, path))
        self.busy += 1
        self.most = max(self.most, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        reply = self.replies.get((node.id, service, path.partition("?")[0]))
        if reply is None:
            raise Unreachable("no answer over HTTP", evidence="connection refused")
        if isinstance(reply, Exception):
            raise reply
        status, headers, body = reply if isinstance(reply, tuple) else (200, {}, reply)
        source = f"http://{node.address}{path}"
        return Answer(body=body, status=status, source=source, time=START, headers=headers, via=self.via)

    async def get_url(self, url: str) -> Answer:
        raise AssertionError(f"capture asks nodes, not {url}")


@dataclass
class FakeShell:
    """Sessions by node; each is a function of the commands, or an error."""

    sessions: dict[str, Callable[[Mapping[str, Command]], Mapping[str, bytes]] | Exception] = field(
        default_factory=dict
    )
    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        self.asked.append((node.id, tuple(commands)))
        session = self.sessions.get(node.id, Unreachable("no session", evidence="timed out"))
        if isinstance(session, Exception):
            raise session
        return {
            name: Answer(body=body, status=0, source=f"ssh://{node.id}", time=START)
            for name, body in session(commands).items()
        }


@dataclass
class FakeWords:
    async def ask(self, node: Node, word: str) -> Answer:
        return Answer(body=b"Mode: follower\n", status=0, source=f"zookeeper://{node.id}/{word}", time=START)


@dataclass
class FakeEvidence:
    kept: dict[str, bytes] = field(default_factory=dict)
    broken: Exception | None = None
    sealed_by: str = ""
    belongs_to: list[str] = field(default_factory=list)

    def of(self, cluster: str) -> FakeEvidence:
        self.belongs_to.append(cluster)
        return self

    def keep(self, body: bytes, *, source: str, time: datetime) -> tuple[Evidence, bytes]:
        return self.put(body, source=source, time=time), body

    def put(self, body: bytes, *, source: str, time: datetime) -> Evidence:
        if self.broken is not None:
            raise self.broken
        digest = hashlib.sha256(body).hexdigest()
        self.kept[digest] = body
        return Evidence(digest=digest, source=source, time=time)

    def get(self, digest: str) -> bytes:
        return self.kept[digest]


@dataclass
class World:
    api: FakeApi = field(default_factory=FakeApi)
    shell: FakeShell = field(default_factory=FakeShell)
    words: FakeWords = field(default_factory=FakeWords)
    evidence: FakeEvidence = field(default_factory=FakeEvidence)
    clock: FakeClock = field(default_factory=FakeClock)

    async def capture(self, *chosen: Probe[Any], **changes: Any) -> Snapshot:
        by_id = {probe.id: probe for probe in chosen}
        return await capture(inventory=INVENTORY, probes=by_id, **self.ports(), **changes)

    def ports(self) -> dict[str, Any]:
        return {
            "api": self.api,
            "shell": self.shell,
            "words": self.words,
            "evidence": self.evidence,
            "clock": self.clock,
        }

    async def leader(self) -> Observed[mesos_slaves.MesosSlaves]:
        return (await self.capture(mesos_slaves.PROBE)).fact(mesos_slaves.PROBE, CLUSTER)

    def mesos(self, node: str, reply: Reply) -> None:
        self.api.replies[node, Service.MESOS_MASTER, "/slaves"] = reply


@pytest.fixture
def world() -> World:
    return World()


SLAVES = json.dumps({"slaves": [{"id": "S0", "pid": "slave(1)@10.0.2.1:5051"}]}).encode()


def to(location: str) -> Reply:
    return 307, {"location": location}, b""


async def test_facts_come_with_the_time_of_the_question_and_their_evidence(world: World) -> None:
    body = b'{"master/elected": 1.0}'
    world.api.replies["m1", Service.MESOS_MASTER, "/metrics/snapshot"] = body

    snapshot = await world.capture(mesos_metrics.PROBE)

    fact = snapshot.fact(mesos_metrics.PROBE, NodeId("m1"))
    assert fact.value is not None
    assert fact.evidence is not None
    assert fact.time is not None
    assert world.evidence.get(fact.evidence.digest) == body
    assert snapshot.taken < fact.time <= world.clock.at


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unreachable("no answer over HTTP", evidence="connection refused"), "connection refused"),
        (Unreadable("the answer is truncated"), "truncated"),
        (Refused("the certificate is not trusted"), "refused: the certificate"),
        (RuntimeError("a bug"), "RuntimeError"),
        (TimeoutError(), "TimeoutError"),
    ],
)
async def test_errors_of_a_port_are_unknown_facts_that_name_the_host(
    world: World, error: Exception, words: str
) -> None:
    world.api.replies["m2", Service.MARATHON, "/v2/leader"] = error
    world.api.replies["m1", Service.MARATHON, "/v2/leader"] = b'{"leader": "10.0.1.3:8080"}'

    snapshot = await world.capture(marathon_leader.PROBE)

    fact = snapshot.fact(marathon_leader.PROBE, NodeId("m2"))
    assert fact.value is None
    assert fact.unknown.startswith("m2: ")
    assert words in fact.unknown
    assert snapshot.fact(marathon_leader.PROBE, NodeId("m1")).known


async def test_answer_that_cannot_be_read_is_unknown_and_its_evidence_is_kept(world: World) -> None:
    world.api.replies["m1", Service.MARATHON, "/v2/leader"] = (404, {}, b'{"message":"There is no leader"}')

    fact = (await world.capture(marathon_leader.PROBE)).fact(marathon_leader.PROBE, NodeId("m1"))

    assert fact.value is None
    assert "HTTP 404" in fact.unknown
    assert fact.evidence is not None
    assert b"no leader" in world.evidence.get(fact.evidence.digest)


async def test_parser_that_breaks_is_unknown(world: World) -> None:
    def broken(answer: Answer) -> str:
        raise KeyError("x")

    probe = Probe(
        id="site",
        title="a site's own",
        source="a site",
        fact=str,
        question=boot_id.PROBE.question,
        parse=broken,
        subjects=boot_id.PROBE.subjects,
    )
    world.shell.sessions["m1"] = lambda commands: dict.fromkeys(commands, b"x")

    fact = (await world.capture(probe)).fact(probe, NodeId("m1"))

    assert fact.unknown == "m1: the parser of site failed: KeyError"


async def test_redirect_without_a_body_keeps_its_headers_as_evidence(world: World) -> None:
    world.api.replies["m1", Service.MESOS_MASTER, "/redirect"] = to("//10.0.1.2:5050")

    fact = (await world.capture(mesos_redirect.PROBE)).fact(mesos_redirect.PROBE, NodeId("m1"))

    assert fact.value is not None
    assert fact.value.address == "10.0.1.2"
    assert fact.evidence is not None
    assert world.evidence.get(fact.evidence.digest) == b"HTTP 307\nlocation: //10.0.1.2:5050"


async def test_all_commands_of_a_node_are_one_session(world: World) -> None:
    for node in INVENTORY.nodes:
        world.shell.sessions[node.id] = lambda commands: dict.fromkeys(commands, BOOT.encode())

    snapshot = await world.capture(boot_id.PROBE, dcos_version.PROBE)

    assert sorted(world.shell.asked) == [(node.id, ("boot-id", "dcos-version")) for node in INVENTORY.nodes]
    assert snapshot.fact(boot_id.PROBE, NodeId("a1")).value == BOOT
    assert snapshot.fact(dcos_version.PROBE, NodeId("a1")).value is None


@pytest.mark.parametrize(
    ("silent", "told"), [((), "id-m1"), (("m1",), "id-m2"), (("m1", "m2", "m3"), "")], ids=["all", "two", "none"]
)
async def test_secrets_are_hidden_by_the_key_of_the_cluster_that_the_masters_name(
    world: World, silent: tuple[str, ...], told: str
) -> None:
    for master in INVENTORY.masters:
        if master.id not in silent:
            world.shell.sessions[master.id] = lambda commands, id=master.id: dict.fromkeys(
                commands, f"id-{id}".encode()
            )

    snapshot = await world.capture(cluster_id.PROBE)

    assert world.evidence.belongs_to == [told]
    assert told_id(snapshot) == told


async def test_a_look_is_hidden_by_the_key_that_it_is_given(world: World) -> None:
    await look(gates=[], focus=[], inventory=INVENTORY, probes={}, cluster="6c1f", **world.ports())

    assert world.evidence.belongs_to == ["6c1f"]


async def test_session_that_was_cut_short_has_no_answer_for_the_rest(world: World) -> None:
    world.shell.sessions["m1"] = lambda commands: {"boot-id": BOOT.encode()}

    snapshot = await world.capture(boot_id.PROBE, dcos_version.PROBE)

    assert snapshot.fact(boot_id.PROBE, NodeId("m1")).known
    assert snapshot.fact(dcos_version.PROBE, NodeId("m1")).unknown == "m1: the session has no answer"


async def test_changed_host_key_is_visible_in_every_fact_of_the_node(world: World) -> None:
    world.shell.sessions["m1"] = Refused("the host key has changed", evidence="SHA256:abc")

    snapshot = await world.capture(boot_id.PROBE, dcos_version.PROBE)

    for probe in (boot_id.PROBE, dcos_version.PROBE):
        unknown = snapshot.facts[probe.id, NodeId("m1")].unknown
        assert unknown == "m1: refused: the host key has changed (SHA256:abc)"


async def test_four_letter_words_are_asked_of_each_master(world: World) -> None:
    snapshot = await world.capture(zookeeper_srvr.PROBE)

    assert [subject for _, subject in sorted(snapshot.facts)] == ["m1", "m2", "m3"]
    assert snapshot.fact(zookeeper_srvr.PROBE, NodeId("m3")).known


@pytest.mark.parametrize(
    "location",
    ["//10.0.1.3:5050/master/slaves", "http://10.0.1.3:5050/slaves", "https://10.0.1.3:5050/slaves", "//10.0.1.3"],
)
async def test_redirect_is_followed_to_a_master_of_the_inventory(world: World, location: str) -> None:
    world.mesos("m1", to(location))
    world.mesos("m3", SLAVES)

    fact = await world.leader()

    assert fact.value is not None
    assert fact.value.slaves[0].id == "S0"
    assert world.api.asked == [("m1", "/slaves"), ("m3", "/slaves")]


@pytest.mark.parametrize(
    "location",
    [
        "//10.9.9.9:5050/slaves",
        "//10.0.2.1:5050/slaves",
        "http://evil.example/slaves",
        "//10.0.1.3@10.9.9.9:5050/slaves",
        "/slaves",
        "",
        "//[bad",
    ],
)
async def test_redirect_out_of_the_masters_is_not_followed(world: World, location: str) -> None:
    world.mesos("m1", to(location))
    world.mesos("m2", SLAVES)

    fact = await world.leader()

    assert fact.value is None
    assert "no master of the inventory" in fact.unknown
    assert world.api.asked == [("m1", "/slaves")]


async def test_masters_that_point_at_each_other_have_no_leader(world: World) -> None:
    world.mesos("m1", to("//10.0.1.2:5050/slaves"))
    world.mesos("m2", to("//10.0.1.1:5050/slaves"))
    world.mesos("m3", (503, {}, b"No leader elected"))

    fact = await world.leader()

    assert fact.value is None
    assert "point to each other" in fact.unknown
    assert "m3: answered HTTP 503" in fact.unknown


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "m1: answered HTTP 401 at its mesos, which asks for a login"),
        (403, "m1: answered HTTP 403 at its mesos, which does not let us in"),
        (502, "m1: answered HTTP 502 at its mesos"),
    ],
)
async def test_who_turns_us_away_is_named_and_what_for(world: World, status: int, said: str) -> None:
    for master in ("m1", "m2", "m3"):
        world.mesos(master, (status, {}, b"no"))

    fact = await world.leader()

    assert fact.value is None
    assert said in fact.unknown.split("; ")


async def test_next_master_is_asked_when_one_does_not_answer(world: World) -> None:
    world.mesos("m2", to("//10.0.1.3:5050/slaves"))
    world.mesos("m3", SLAVES)

    assert (await world.leader()).known


async def test_no_master_at_all_is_unknown_with_every_reason(world: World) -> None:
    fact = await world.leader()

    assert fact.value is None
    assert all(f"{master}: no answer" in fact.unknown for master in ("m1", "m2", "m3"))


async def test_leader_s_answer_has_the_time_at_which_the_leader_was_asked(world: World) -> None:
    world.mesos("m1", to("//10.0.1.2:5050/slaves"))
    world.mesos("m2", SLAVES)

    fact = await world.leader()

    assert fact.time == START + timedelta(seconds=3)  # the capture, m1, m2


async def test_only_the_chosen_subjects_are_asked(world: World) -> None:
    snapshot = await world.capture(boot_id.PROBE, zookeeper_srvr.PROBE, subjects=frozenset({NodeId("m2")}))

    assert {subject for _, subject in snapshot.facts} == {"m2"}


async def test_no_more_questions_than_the_limit_are_under_way(world: World) -> None:
    await world.capture(mesos_metrics.PROBE, marathon_leader.PROBE, mesos_redirect.PROBE, limit=2)

    assert world.api.most == 2


async def test_disk_that_is_full_ends_the_capture_as_itself(world: World) -> None:
    world.evidence.broken = Broken("the disk is full")

    with pytest.raises(Broken, match="the disk is full"):
        await world.capture(zookeeper_srvr.PROBE)


async def test_secrets_in_reasons_are_redacted(world: World) -> None:
    world.api.replies["m1", Service.MARATHON, "/v2/leader"] = Unreachable("no", evidence="http://u:hunter2@10.0.1.1/")

    fact = (await world.capture(marathon_leader.PROBE)).fact(marathon_leader.PROBE, NodeId("m1"))

    assert "hunter2" not in fact.unknown


async def test_look_asks_the_cluster_everywhere_and_nodes_in_focus_only(world: World) -> None:
    gate = gates.discover()["master-rejoined"]

    snapshot = await look(
        gates=(gate,), focus=(NodeId("m2"),), inventory=INVENTORY, probes=probes.discover(), **world.ports()
    )

    assert [node for node, _ in world.shell.asked] == ["m2"]
    assert {subject for probe, subject in snapshot.facts if probe == "exhibitor-status"} == {"m1", "m2", "m3"}
    assert {probe for probe, _ in snapshot.facts} <= gates.probes_of(gate)


async def test_look_before_a_step_reads_the_release_of_the_candidates(world: World) -> None:
    gate = gates.discover()["admission"]

    snapshot = await look(
        gates=(gate,),
        focus=(NodeId("m1"), NodeId("a1")),
        inventory=INVENTORY,
        probes=probes.discover(),
        **world.ports(),
    )

    assert {subject for probe, subject in snapshot.facts if probe == "dcos-version"} == {"m1", "a1"}


LOOKED_AT = {"mesos-slaves": mesos_slaves.PROBE}


@pytest.mark.parametrize(
    ("via", "known"), [(Via.ITSELF, True), (Via.SSH, True), (Via.PROXY, False), (Via.ADMINROUTER, False)]
)
async def test_what_somebody_in_between_said_does_not_count_in_a_look(world: World, via: Via, known: bool) -> None:
    world.api.via = via
    world.mesos("m1", SLAVES)
    gate = gates.discover()["admission"]

    seen = await look(gates=(gate,), focus=(), inventory=INVENTORY, probes=LOOKED_AT, **world.ports())

    fact = seen.fact(mesos_slaves.PROBE, CLUSTER)
    assert fact.known is known
    assert known or f"the answer came {via}" in fact.unknown


async def test_what_came_through_admin_router_is_a_fact_of_the_cluster_and_marked_as_that(world: World) -> None:
    world.api.via = Via.ADMINROUTER
    world.mesos("m1", SLAVES)

    fact = await world.leader()

    assert fact.known
    assert fact.evidence is not None
    assert fact.evidence.source == "http://10.0.1.1/slaves (through Admin Router)"


async def test_behind_admin_router_no_node_is_asked_but_its_own_exhibitor(world: World) -> None:
    world.api.via = Via.ADMINROUTER
    status = json.dumps([{"code": 3, "description": "serving", "hostname": "10.0.1.1", "isLeader": True}]).encode()
    for node in ("m1", "m2", "m3"):
        world.api.replies[node, Service.EXHIBITOR, "/exhibitor/v1/cluster/status"] = status
        world.api.replies[node, Service.MESOS_MASTER, "/metrics/snapshot"] = b'{"master/elected": 1.0}'

    seen = await world.capture(exhibitor_status.PROBE, mesos_metrics.PROBE)

    assert seen.fact(exhibitor_status.PROBE, NodeId("m1")).known
    assert "to whoever leads" in seen.fact(mesos_metrics.PROBE, NodeId("m1")).unknown


def test_questions_show_everything_that_would_be_asked() -> None:
    shown = questions(INVENTORY, probes.discover())

    assert ("mesos-slaves", CLUSTER, "GET mesos /slaves") in shown
    assert ("zookeeper-srvr", NodeId("m1"), "zookeeper srvr") in shown
    assert ("boot-id", NodeId("a1"), "cat /proc/sys/kernel/random/boot_id") in shown
