"""Masters on the lab in memory: each service elects once at most, no old Marathon leads after a new one, nothing stays held back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import pytest
from fakes.memory import SOON, Stage, stage
from msgspec.structs import replace

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.journal import (
    AbortRequested,
    Admitted,
    Approved,
    Entry,
    Event,
    Halted,
    MarathonHeldBack,
    MarathonLetGo,
    OwnerReleased,
    StepStarted,
    StepVerified,
)
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.engine.ledger import Kind, ledger, still_there
from dcos_upgrade.lab.memory.held import UNIT
from dcos_upgrade.lab.memory.site import Site, memory_site, memory_spec
from dcos_upgrade.lab.world.diagnostics import HEALTHY, local_health
from dcos_upgrade.probes import vendor_checks_node
from dcos_upgrade.probes.vendor_runner import VendorChecks
from dcos_upgrade.usecases.elections import elections

HOPS = [
    ("1.9.9", "1.10.7", date(2018, 7, 10)),
    ("1.10.8", "1.11.3", date(2018, 9, 1)),
    ("1.11.10", "1.12.3", date(2019, 4, 1)),
    ("1.12.3", "1.13.9", date(2020, 6, 1)),
    ("1.13.9", "2.0.5", date(2020, 9, 1)),
    ("2.0.5", "2.1.1", date(2020, 12, 1)),
    ("2.1.1", "2.2.1", date(2021, 6, 1)),
]
"""One of each era's vendor checks: 3dt alone, dcos-diagnostics check, dcos-check-runner with each of its configurations."""


GIVEN_UP = AbortRequested(by="kim", reason="the window is over")


@dataclass
class Led:
    """Everyone who was elected, by service, as the world itself does it: no poll can miss one."""

    marathon: list[tuple[NodeId, str]] = field(default_factory=list)
    mesos: list[NodeId] = field(default_factory=list)


@pytest.fixture
def led(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stage], Led]:
    def watch(run: Stage) -> Led:
        seen, marathons, mesos = Led(), run.site.world.marathons, run.site.world.mesos
        lead_marathon, lead_mesos = marathons._lead, mesos._lead

        def marathon(node: NodeId) -> None:
            lead_marathon(node)
            process = marathons.process_of_leader()
            seen.marathon.append((node, process.version("marathon") if process else ""))

        def master(node: NodeId) -> None:
            lead_mesos(node)
            seen.mesos.append(node)

        monkeypatch.setattr(marathons, "_lead", marathon)
        monkeypatch.setattr(mesos, "_lead", master)
        return seen

    return watch


def entries(run: Stage) -> tuple[Entry, ...]:
    name = run.site.runs.latest_run()
    assert name is not None
    return run.site.runs.entries(name)


def word(run: Stage, event: Event) -> None:
    """A person's, from another terminal."""
    name = run.site.runs.latest_run()
    assert name is not None
    run.site.runs.request(name, event)


def marathons_up(site: Site) -> set[str]:
    return {str(node) for node, instance in site.world.marathons.instances.items() if instance.process is not None}


def held_items(run: Stage) -> list[str]:
    return [item.where for item in still_there(ledger(entries(run))) if item.kind is Kind.HELD_MARATHON]


# --- whole runs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("masters", [3, 5])
def test_each_service_elects_once_at_most_and_the_one_marathon_is_a_new_one(masters: int, led: Callable[[Stage], Led]):
    run = stage(masters=masters, agents=1, public=0)
    seen = led(run)

    state = run.go()

    assert state.outcome == "done"
    assert [marathon_numbers(version) for _, version in seen.marathon] == [(1, 6, 496)]
    assert len(seen.mesos) == 1
    (counted,) = elections(entries(run))
    assert (counted.mesos, counted.marathon) == (1, 1)
    assert counted.zookeeper >= 1
    assert len(run.events(MarathonHeldBack)) == len(run.events(MarathonLetGo)) == masters - 2
    assert held_items(run) == []
    assert marathons_up(run.site) == {str(master.id) for master in run.site.inventory.masters}


@pytest.mark.parametrize(("source", "target", "on"), HOPS)
def test_in_no_era_does_an_old_marathon_lead_after_a_new_one(
    source: str, target: str, on: date, led: Callable[[Stage], Led]
):
    run = stage(source, target, agents=1, public=0, on=on)
    seen = led(run)

    state = run.go()

    assert state.outcome == "done"
    assert not run.events(Halted)
    assert run.events(MarathonHeldBack)
    numbers = [marathon_numbers(version) for _, version in seen.marathon]
    assert numbers == sorted(numbers, key=lambda each: each or (0, 0, 0))
    assert len(seen.marathon) <= len(run.plan.hops)
    assert len(seen.mesos) <= len(run.plan.hops)
    assert held_items(run) == []


def test_the_three_that_lead_go_last_and_zookeepers_leader_is_one_of_them():
    run = stage(masters=5, agents=1, public=0)

    run.go()

    assert [event.node for event in run.events(StepStarted)][:5] == ["m4", "m5", "m3", "m2", "m1"]
    first = run.events(Admitted)[0]
    assert (first.zookeeper_leader, first.marathon_leader, first.mesos_leader) == ("m3", "m2", "m1")


def test_after_each_master_the_cluster_settles_before_the_next_one_is_admitted():
    wait, stable = 300.0, 120.0
    run = stage(agents=1, public=0, pacing=replace(SOON, master_soak=wait, soak_stable=stable))

    run.go()

    found = [(entry.time, entry.event) for entry in entries(run) if isinstance(entry.event, StepVerified | Admitted)]
    pauses = [
        later - time
        for (time, event), (later, after) in pairwise(found)
        if isinstance(event, StepVerified) and isinstance(after, Admitted) and event.node.startswith("m")
    ]
    assert len(pauses) == 3
    assert min(pauses) >= timedelta(seconds=wait + stable)


# --- ways out ---------------------------------------------------------------------------------------------------------


def test_a_run_that_is_given_up_while_one_is_held_back_lets_it_go_before_it_leaves():
    run = stage(agents=1, public=0)

    run.when("m1", "stopping an old Marathon", lambda: word(run, GIVEN_UP))

    state = run.go()

    assert state.outcome == "aborted"
    assert run.events(MarathonHeldBack)
    assert held_items(run) == []
    assert marathons_up(run.site) == {"m1", "m2", "m3"}
    kinds = [type(entry.event) for entry in entries(run)]
    assert kinds.index(MarathonLetGo) < kinds.index(OwnerReleased)


def test_a_halt_keeps_it_held_back_and_giving_up_afterwards_lets_it_go():
    run = stage(agents=1, public=0)
    run.when("m1", "stopping an old Marathon", lambda: run.site.set_fault("master-does-not-rejoin", "m2"))

    halted = run.go()
    assert halted.halted is not None
    assert held_items(run) == ["m1"]
    assert "m1" not in marathons_up(run.site)

    run.site.clear_fault()
    word(run, GIVEN_UP)
    state = run.go()

    assert state.outcome == "aborted"
    assert held_items(run) == []
    assert "m1" in marathons_up(run.site)


# --- a single master --------------------------------------------------------------------------------------------------


def test_a_single_master_is_touched_only_after_an_approval_of_this_plan():
    run = stage(masters=1, agents=1, public=0)

    run.go()
    assert (run.halted.what, run.halted.name) == ("approval", "single-master")
    assert run.events(StepStarted) == []

    word(run, Approved(plan=run.plan.digest, hop=0, point="single-master", by="kim", reason="change 4711"))
    state = run.go()

    assert state.outcome == "done"
    assert run.events(MarathonHeldBack) == []


# --- what the vendor's checks of each release say of a master whose Marathon is held back -----------------------------


def said(site: Site, node: str) -> VendorChecks:
    probe = vendor_checks_node.PROBE
    subject = site.inventory.node(node)
    assert subject is not None
    answers = site.run(site.shell.ask(subject, {probe.id: probe.question}))  # type: ignore[dict-item]  # its question is a command
    return probe.parse(answers[probe.id])


def at(release: str) -> Site:
    return memory_site(memory_spec(masters=3, private_agents=1, public_agents=0, release=release))


def unhealthy(site: Site, node: str) -> list[str]:
    return [each.unit for each in local_health(site.world.hosts[NodeId(node)]) if each.health != HEALTHY]


ERAS = sorted({release for hop in HOPS for release in hop[:2]}, key=lambda text: [int(n) for n in text.split(".")])


@pytest.mark.parametrize("release", ERAS)
def test_the_vendors_checks_pass_on_a_master_that_is_held_back_and_on_every_other_one(release: str):
    site = at(release)
    held = site.inventory.node("m3")
    assert held is not None

    site.run(site.held.stop_marathon(held))

    assert "m3" not in marathons_up(site)
    assert {node: said(site, node).bad for node in ("m1", "m2", "m3")} == {"m1": (), "m2": (), "m3": ()}
    assert {node: unhealthy(site, node) for node in ("m1", "m2", "m3")} == {"m1": [], "m2": [], "m3": []}


@pytest.mark.parametrize("release", ERAS)
def test_the_same_checks_are_red_where_it_was_merely_stopped(release: str, monkeypatch: pytest.MonkeyPatch):
    site = at(release)
    held = site.inventory.node("m3")
    assert held is not None

    async def nothing(node: object, machine: object) -> None:
        return

    monkeypatch.setattr(site.held, "_make_rest", nothing)
    with pytest.raises(Unreadable, match="does not rest"):
        site.run(site.held.stop_marathon(held))

    assert unhealthy(site, "m3") == [UNIT]
    assert said(site, "m1").bad == ()
    assert said(site, "m3").bad == (() if release.startswith("1.9.") else ("components_master",))
