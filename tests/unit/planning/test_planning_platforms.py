"""Kinds of machines before and after each hop, and what to upgrade first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_judgement import Standing
from dcos_upgrade.planning.platforms import Platforms, judged_platforms
from dcos_upgrade.probes import docker_version, os_release
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease

WORKBOOK = date(2018, 7, 24)
Layers = tuple[OsRelease | None, DockerVersion | None]

RHEL_7_2 = OsRelease(id="rhel", version="7.2", kernel="3.10.0-327.el7.x86_64")
RHEL_7_4 = OsRelease(id="rhel", version="7.4", kernel="3.10.0-693.el7.x86_64")
COREOS = OsRelease(id="coreos", version="1235.12.0", kernel="4.7.3-coreos-r3")
ENGINE = DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=DockerBuild.DOCKER)
CE = DockerVersion(state=DockerState.RUNNING, version="17.05.0-ce", build=DockerBuild.DOCKER)


def snapshot(machines: Iterable[Layers]) -> Snapshot:
    """One agent for each."""
    each = {NodeId(f"a{number:05}"): layers for number, layers in enumerate(machines)}
    nodes = tuple(
        Node(id=name, address=f"10.{n >> 8}.{n & 255}.1", role=Role.PRIVATE_AGENT) for n, name in enumerate(each)
    )
    facts: dict[tuple[str, NodeId], Observed[object]] = {}
    for name, (system, docker) in each.items():
        facts[os_release.PROBE.id, name] = Observed(value=system, unknown="" if system else f"{name} timed out")
        facts[docker_version.PROBE.id, name] = Observed(value=docker, unknown="" if docker else f"{name} timed out")
    return Snapshot(
        inventory=Inventory(cluster="example", nodes=nodes), taken=datetime(2018, 7, 24, tzinfo=UTC), facts=facts
    )


def judged(machines: Iterable[Layers], *stops: str, on: date = WORKBOOK) -> Platforms:
    return judged_platforms(catalog.own(), snapshot(machines), [Version.parse(stop) for stop in stops], on)


def test_rhel_7_2_with_docker_1_13_has_to_change_both_layers_before_1_11_the_system_first():
    (row,) = judged([(RHEL_7_2, ENGINE)], "1.10.8", "1.11.3").hops[0].rows

    assert (row.before.standing, row.after.standing) == (Standing.SUPPORTED, Standing.NOT_SUPPORTED)
    assert [step.partition(":")[0] for step in row.first[:2]] == [
        "first, with DC/OS at 1.10.8",
        "then, with DC/OS still at 1.10.8",
    ]
    assert "operating system to RHEL 7.4" in row.first[0]
    assert "Docker CE 17.05 or Docker EE 17.06.2 or Docker CE 17.12.1" in row.first[1]


def test_between_two_layers_an_unlisted_pair_is_said():
    (row,) = judged([(RHEL_7_2, ENGINE)], "1.10.8", "1.11.3").hops[0].rows

    assert "RHEL 7.4 with Docker 1.13.1 is not listed for 1.10" in row.first[2]


def test_where_the_system_stays_only_docker_is_changed_before_the_hop():
    (row,) = judged([(RHEL_7_4, ENGINE)], "1.10.8", "1.11.3").hops[0].rows

    assert len(row.first) == 1
    assert row.first[0].startswith("before the hop, with DC/OS at 1.10.8: the engine to Docker CE 17.05")


def test_where_no_pair_is_listed_for_both_the_layer_between_the_hops_is_named():
    (row,) = judged([(COREOS, ENGINE)], "1.10.8", "1.11.3").hops[0].rows

    assert row.after.standing is Standing.NOT_SUPPORTED
    assert row.first[0] == "no pair of coreos and Docker is listed for both 1.10.8 and 1.11.3 on 2018-07-24"
    assert "Docker has to be changed between this hop and the next one" in row.first[1]


def test_a_pair_that_lasts_for_the_whole_route_is_preferred_and_named():
    found = judged([(RHEL_7_2, ENGINE)], "1.9.10", "1.10.8", "1.11.3")

    assert found.lasting == ("RHEL 7.4 with Docker CE 17.05",)
    assert [hop.rows[0].after.standing for hop in found.hops] == [Standing.SUPPORTED, Standing.NOT_SUPPORTED]


def test_a_listed_machine_needs_no_advice_and_no_note():
    found = judged([(RHEL_7_4, CE)], "1.9.10", "1.10.8", "1.11.3")

    assert {row.after.standing for hop in found.hops for row in hop.rows} == {Standing.SUPPORTED}
    assert found.notes == ()
    assert all(row.first == () for hop in found.hops for row in hop.rows)


def test_ten_thousand_nodes_are_a_few_kinds_with_all_their_nodes():
    each = [(RHEL_7_4, CE), (RHEL_7_2, ENGINE), (None, None)]

    (hop,) = judged((each[n % 3] for n in range(10_000)), "1.10.8", "1.11.3").hops

    assert [len(row.nodes) for row in hop.rows] == [3334, 3333, 3333]
    assert len(hop.notes) == 2


def test_a_note_names_a_few_of_many_nodes():
    (hop,) = judged([(RHEL_7_2, ENGINE)] * 7, "1.10.8", "1.11.3").hops

    assert hop.notes[0].startswith(
        "not supported after 1.10.8 → 1.11.3: a00000, a00001, a00002, a00003, a00004 and 2 more: RHEL 7.2"
    )


def test_what_was_not_captured_is_unknown_and_no_other_kinds_equal():
    hop = judged([(None, CE), (RHEL_7_4, None), (RHEL_7_4, CE)], "1.10.8", "1.11.3").hops[0]

    assert sorted(row.after.standing for row in hop.rows) == ["supported", "unknown", "unknown"]
    assert all(row.first == () for row in hop.rows)


def test_a_machine_that_is_listed_later_is_noted_and_not_told_to_change():
    forked = DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=DockerBuild.RED_HAT)
    system = OsRelease(id="rhel", version="7.5", kernel="3.10.0-862.el7.x86_64")

    (row,) = judged([(system, forked)], "1.10.8", "1.11.3").hops[0].rows

    assert row.after.standing is Standing.LISTED_LATER
    assert row.first == ()
