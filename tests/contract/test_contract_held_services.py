"""A Marathon that is held back and let go, on both fronts: it rests, nothing of it counts as unwell, and its own step starts it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
from fakes.fronts import SOURCE, TARGET, Front, memory_front, wire_front

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Command, HttpGet, Service
from dcos_upgrade.core.step import StepOrder
from dcos_upgrade.probes import marathon_leader, units, vendor_checks_cluster, vendor_checks_node
from dcos_upgrade.probes.units import Unit
from dcos_upgrade.probes.vendor_runner import VendorChecks

UNIT = "dcos-marathon.service"
DROP_IN = Command(
    text=f"ls /run/systemd/system/{UNIT}.d/dcos-upgrade.conf /etc/systemd/system/{UNIT}.d/dcos-upgrade.conf"
)
PATIENCE = 300


pytestmark = pytest.mark.xdist_group("held-services")
"""The tests of a front share one lab."""


@pytest.fixture(scope="module", params=["memory", pytest.param("wire", marks=pytest.mark.wire)])
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One cluster for all tests of a front. m1 leads Mesos and m2 Marathon, so m3 is the one that is held back."""
    if request.param == "memory":
        yield memory_front()
        return
    with wire_front(tmp_path_factory.mktemp("held")) as wire:
        yield wire


def unit(front: Front, node: str) -> Unit:
    said = front.run(front.shell.ask(front.node(node), {"units": Command(text=units.COMMAND)}))
    return units.PROBE.parse(said["units"]).units[UNIT]


def checked(front: Front, node: str) -> list[VendorChecks]:
    found = []
    for probe in (vendor_checks_node.PROBE, vendor_checks_cluster.PROBE):
        assert isinstance(probe.question, Command)
        said = front.run(front.shell.ask(front.node(node), {probe.id: probe.question}))
        found.append(probe.parse(said[probe.id]))
    return found


def led_by(front: Front, asked: str) -> str:
    question = marathon_leader.PROBE.question
    assert isinstance(question, HttpGet)
    answer = front.run(front.api.get(front.node(asked), question.service, question.path))
    return marathon_leader.PROBE.parse(answer).address


def answers(front: Front, node: str) -> bool:
    try:
        front.run(front.api.get(front.node(node), Service.MARATHON, "/v2/info"))
    except Unreachable:
        return False
    return True


def until_it_answers(front: Front, node: str) -> bool:
    for _ in range(PATIENCE):
        if answers(front, node):
            return True
        front.run(front.clock.sleep(0.3))
    return False


def test_one_that_is_stopped_rests_and_another_one_leads_on(front: Front):
    front.run(front.held.stop_marathon(front.node("m3")))

    found = unit(front, "m3")
    assert (found.active, found.result, found.ended, found.failed) == ("inactive", "success", True, False)
    assert not answers(front, "m3")
    assert led_by(front, "m1") == front.node("m2").address


def test_the_vendors_checks_pass_on_it_and_on_the_others_meanwhile(front: Front):
    front.run(front.held.stop_marathon(front.node("m3")))

    for node in ("m1", "m2", "m3"):
        of_the_node, of_the_cluster = checked(front, node)
        assert "components_master" in of_the_node.checks, node
        assert (of_the_node.bad, of_the_cluster.bad) == ((), ()), node


def test_stopping_and_starting_may_be_repeated_and_leave_nothing_behind(front: Front):
    master = front.node("m3")

    for _ in range(2):
        front.run(front.held.stop_marathon(master))
    assert not unit(front, "m3").running
    for _ in range(2):
        front.run(front.held.start_marathon(master))

    assert unit(front, "m3").running
    assert until_it_answers(front, "m3")
    assert led_by(front, "m3") == front.node("m2").address
    said = front.run(front.shell.ask(master, {"drop-in": DROP_IN}))
    assert said["drop-in"].body == b""


def test_a_master_that_does_not_answer_is_unreachable(front: Front):
    front.set_fault("ssh-refused", "m3")
    try:
        for call in (front.held.stop_marathon, front.held.start_marathon):
            with pytest.raises(Unreachable):
                front.run(call(front.node("m3")))
    finally:
        front.clear_fault("ssh-refused")


def test_the_masters_own_step_starts_it_at_the_new_version(front: Front):
    front.run(front.held.stop_marathon(front.node("m3")))
    script = front.run(front.api.get_url(front.script_url))
    order = StepOrder(
        node=NodeId("m3"),
        run="r1",
        epoch=1,
        attempt=1,
        source=SOURCE,
        target=TARGET,
        script_url=front.script_url,
        script_sha256=hashlib.sha256(script.body).hexdigest(),
    )

    front.run(front.nodes.start_step(order))
    for _ in range(PATIENCE):
        look = front.run(front.nodes.observe_step(front.node("m3"), TARGET))
        if look.begun is not None and not look.alive:
            break
        front.run(front.clock.sleep(0.3))

    assert (look.exit, look.version) == (0, TARGET)
    assert until_it_answers(front, "m3")
    assert unit(front, "m3").running
    front.run(front.held.start_marathon(front.node("m3")))  # as on every way out: it may be said of one that runs
    assert unit(front, "m3").running
