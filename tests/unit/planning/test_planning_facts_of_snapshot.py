"""Facts that are read off a captured cluster: known, bent, and unknown with the capture's own reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from cluster_facts import A1, INVENTORY, M1, M2, M3, MOM, NOW, agent, app, healthy, key, rows, slaves, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import facts
from dcos_upgrade.planning.knowing import KnownFacts
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import (
    clock,
    dcos_version,
    disk_space,
    docker_version,
    exhibitor_status,
    marathon_apps,
    marathon_deployments,
    marathon_leader,
    mesos_metrics,
    mesos_slaves,
    mesos_version,
    node_role,
    os_release,
    service_marathons,
    swap_leftovers,
    systemd_version,
    units,
    zookeeper_mntr,
)
from dcos_upgrade.probes.dcos_version import DcosVersion
from dcos_upgrade.probes.disk_space import DiskSpace
from dcos_upgrade.probes.docker_version import DockerState, DockerVersion
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus
from dcos_upgrade.probes.marathon_apps import HealthCheck, MarathonApps
from dcos_upgrade.probes.marathon_deployments import Deployment, MarathonDeployments
from dcos_upgrade.probes.marathon_leader import MarathonLeader
from dcos_upgrade.probes.mesos_metrics import MasterMetrics
from dcos_upgrade.probes.node_role import NodeRole
from dcos_upgrade.probes.os_release import OsRelease
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons
from dcos_upgrade.probes.swap_leftovers import SwapLeftovers
from dcos_upgrade.probes.systemd_version import SystemdVersion
from dcos_upgrade.probes.units import Unit, Units
from dcos_upgrade.probes.zookeeper_mntr import Mntr

SWAP = SwapLeftovers(install_progress=False, active=True, new=False, old=True, environment=True)


SITUATION = Situation(
    source=Version.parse("1.9.9"),
    target=Version.parse("1.10.7"),
    wanted=Version.parse("1.10.7"),
    on=date(2018, 7, 10),
    catalog=catalog.own(),
)


def known(found: Snapshot | None) -> KnownFacts:
    return KnownFacts(replace(SITUATION, snapshot=found))


def of(reading: object, subject: str | None) -> object:
    return reading[subject] if isinstance(reading, Mapping) and subject else reading


CASES: list[tuple[str, Any, str | None, object, object]] = [
    ("node.roles-on-disk", node_role, M1, NodeRole(files=("master", "slave")), 2.0),
    ("node.role-right", node_role, A1, NodeRole(files=("slave_public",)), False),
    ("node.role-right", node_role, A1, NodeRole(files=("slave",)), True),
    ("node.environment-file", swap_leftovers, M1, msgspec.structs.replace(SWAP, environment=False), False),
    ("node.swap-complete", swap_leftovers, M1, SWAP, True),
    ("node.disk-free", disk_space, M1, DiskSpace(free={"/opt/mesosphere": 3 * 1024**2}, active=1024**2), 3.0),
    ("node.packages-size", disk_space, M1, DiskSpace(free={}, active=2 * 1024**2), 2.0),
    ("node.units-unwell", units, M1, Units(units={"dcos-x.service": Unit(active="failed", load="loaded")}), 1.0),
    ("node.os", os_release, M1, OsRelease(id="CoreOS", version="1235.12.0", kernel="4.7"), "coreos"),
    ("node.release", dcos_version, M1, DcosVersion(version="1.9.9"), Version.parse("1.9.9")),
    ("node.mesos-as-shipped", mesos_version, M1, "1.4.2", False),
    ("node.mesos-as-shipped", mesos_version, M1, "1.2.3", True),
    ("node.clock-apart", clock, M1, (NOW + timedelta(seconds=90)).timestamp(), 90.0),
    ("node.answers", dcos_version, M1, DcosVersion(version="1.9.9"), True),
    ("agent.docker", docker_version, A1, DockerVersion(state=DockerState.HUNG), "hung"),
    ("agent.systemd", systemd_version, A1, SystemdVersion(version=217), 217.0),
    ("agent.listed", mesos_slaves, None, slaves(agent(A1, active=False)), {"a1": False, "a2": False, "p1": False}),
    ("master.log-recovered", mesos_metrics, M1, MasterMetrics(registrar_log_recovered=0.0), 0.0),
    ("master.servers-serving", exhibitor_status, M1, rows(codes=(3, 3, 1)), 2.0),
    ("master.servers-leading", exhibitor_status, M1, rows(), 1.0),
    ("cluster.exhibitor-views", exhibitor_status, M2, rows(codes=(3, 3, 1)), 2.0),
    ("master.open-files-share", zookeeper_mntr, M1, Mntr(server_state="leader", open_files=80.0, max_files=100.0), 0.8),
    ("marathon.leads", marathon_leader, M2, MarathonLeader(address="10.0.1.9"), False),
]


@pytest.mark.parametrize(("fact", "probe", "subject", "seen", "value"), CASES)
def test_the_snapshot_says(fact: str, probe: Any, subject: str | None, seen: object, value: object):
    values = healthy() | {key(probe.PROBE, *([subject] if subject else [])): seen}

    assert of(known(snapshot(values)).reading(fact), subject) == value


@pytest.mark.parametrize(("fact", "probe", "subject"), list(dict.fromkeys(case[:3] for case in CASES)))
def test_what_was_not_captured_is_unknown_with_its_reason(fact: str, probe: Any, subject: str | None):
    where = key(probe.PROBE, *([subject] if subject else []))

    found = known(snapshot(healthy(), unknown={where: "no answer within 15 s"})).reading(fact)

    assert of(found, subject) in (Unknown("no answer within 15 s"), False)


def test_a_node_that_did_not_answer_is_told_from_one_that_nobody_asked():
    asked = snapshot(healthy(), unknown={key(dcos_version.PROBE, M1): "no answer within 15 s"})
    nobody = replace(asked, facts={})

    assert of(known(asked).reading("node.answers"), M1) is False
    assert of(known(nobody).reading("node.answers"), M1) == Unknown("no node was asked over SSH")


def test_a_healthy_cluster_is_counted():
    found = known(snapshot(healthy()))

    assert [found.reading(name) for name in ("cluster.masters", "cluster.exhibitor-views", "marathon.leads")] == [
        3.0,
        1.0,
        True,
    ]
    assert found.reading("marathon.apps") == 1.0


def test_deployments_are_counted_through_any_master_that_answers():
    values = healthy() | {
        key(marathon_deployments.PROBE, master): MarathonDeployments(deployments=(Deployment(id="d1"),))
        for master in (M2, M3)
    }
    silent = {key(marathon_deployments.PROBE, M1): "no answer"}

    assert known(snapshot(values, unknown=silent)).reading("marathon.deployments") == 1.0


@pytest.mark.parametrize(
    ("fact", "changes", "value"),
    [
        ("app.last-word", {"id": "/team/restart"}, "restart"),
        ("app.accepts-strange-roles", {"accepted_roles": ("*", "slave_public"), "role": "dev"}, True),
        ("app.accepts-strange-roles", {"accepted_roles": ("*", "dev"), "role": "dev"}, False),
        ("app.accepts-strange-roles", {"accepted_roles": ("slave_public",)}, Unknown("Marathon does not say it")),
        ("app.accepts-strange-roles", {}, False),
        ("app.checked-by-marathon", {"health_checks": (HealthCheck(protocol="HTTP"),)}, True),
        ("app.checked-by-marathon", {"health_checks": (HealthCheck(protocol="MESOS_HTTP"),)}, False),
        ("app.pinned", {"constraints": (("hostname", "LIKE", "10.0.1.1"),)}, True),
        ("app.pinned", {"constraints": (("hostname", "unique"),)}, False),
    ],
)
def test_each_app_says(fact: str, changes: dict[str, Any], value: object):
    one = app(**changes)
    values = healthy() | {key(marathon_apps.PROBE, M1): MarathonApps(apps=(one,))}

    found = known(snapshot(values))

    assert (of(found.reading(fact), one.id), found.subjects("app")) == (value, (one.id,))


@pytest.mark.parametrize(
    ("variants", "edition"),
    [
        (("open", "open"), "open"),
        (("open", "enterprise"), Unknown("the nodes do not say one edition")),
        ((None, None), Unknown("the nodes do not say one edition")),
    ],
)
def test_the_edition_is_what_all_nodes_say(variants: tuple[str | None, ...], edition: object):
    values = {
        key(dcos_version.PROBE, node): DcosVersion(version="1.11.3", variant=said)
        for node, said in zip((M1, M2), variants, strict=True)
    }

    assert known(snapshot(values)).reading("cluster.edition") == edition


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ((("hostname", "UNIQUE"),), False),
        ((("hostname", "unique", ""),), False),
        ((("rack", "LIKE", "r1"),), False),
        ((("rack", "LIKE"),), True),
        ((("rack", "MAX_PER", "two"),), True),
        ((("rack", "MAX_PER", "2"),), False),
        ((("rack", "NEAR", "r1"),), True),
        ((("rack",),), True),
        (None, False),
    ],
)
def test_a_constraint_that_no_marathon_can_keep_is_wrong(changes: Any, wrong: bool):
    one = app(constraints=changes)
    values = healthy() | {key(marathon_apps.PROBE, M1): MarathonApps(apps=(one,))}

    assert of(known(snapshot(values)).reading("app.constraint-wrong"), one.id) is wrong


RELEASES = [("1.10.7", "1.9.9", 2.0, 1.0, 1.0), ("1.9.9", "1.9.9", 1.0, 0.0, 0.0)]


@pytest.mark.parametrize(("masters", "agents", "number", "apart", "behind"), RELEASES)
def test_releases_on_the_nodes_are_held_against_each_other(
    masters: str, agents: str, number: float, apart: float, behind: float
):
    values = healthy()
    for node in INVENTORY.nodes:
        said = masters if node.role is Role.MASTER else agents
        values[key(dcos_version.PROBE, node.id)] = DcosVersion(version=said)

    found = known(snapshot(values))

    assert [found.reading(name) for name in ("cluster.releases", "cluster.minors-apart")] == [number, apart]
    assert of(found.reading("agent.minors-behind"), A1) == behind


def test_a_node_whose_release_is_unknown_makes_the_comparison_unknown():
    found = known(snapshot(healthy(), unknown={key(dcos_version.PROBE, M1): "no answer"}))

    assert found.reading("cluster.releases") == found.reading("cluster.minors-apart") == Unknown("no answer")
    assert of(found.reading("agent.minors-behind"), A1) == Unknown("no answer")


@pytest.mark.parametrize(
    ("fact", "marathon", "value"),
    [
        ("services.count", MOM, 1.0),
        ("services.silent", MOM, 0.0),
        ("services.silent", msgspec.structs.replace(MOM, version=None), 1.0),
        ("services.too-old", msgspec.structs.replace(MOM, version="1.3.4"), 1.0),
        ("services.too-old", msgspec.structs.replace(MOM, version="1.5.8"), 0.0),
        ("services.too-old", msgspec.structs.replace(MOM, version=None), Unknown("the answer has no such value")),
    ],
)
def test_service_marathons_are_counted(fact: str, marathon: SeenMarathon, value: object):
    values = healthy() | {key(service_marathons.PROBE): ServiceMarathons(known=(marathon,))}

    assert known(snapshot(values)).reading(fact) == value


def test_strangers_are_counted_against_the_inventory():
    strange = agent(A1, pid="slave(1)@10.9.9.9:5051", id="S9")
    rest = rows().rows[:2]
    values = healthy() | {
        key(mesos_slaves.PROBE): slaves(agent(A1), strange),
        **{key(exhibitor_status.PROBE, master): ExhibitorStatus(rows=rest) for master in (M1, M2, M3)},
    }

    found = known(snapshot(values))

    assert (found.reading("mesos.strange-agents"), found.reading("exhibitor.strange-masters")) == (1.0, 1.0)
    assert (found.reading("mesos.agents"), found.reading("mesos.tasks")) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("hop.from-behind", 2.0),
        ("hop.to-behind", 1.0),
        ("hop.last", True),
        ("hop.from-newest-patch", True),
        ("hop.to-newest-patch", True),
        ("hop.marathon-changes", True),
        ("hop.minors", 1.0),
        ("hop.kind", "upgrade"),
        ("hop.marked", False),
        ("tool.method", "rolling"),
    ],
)
def test_the_hop_says_by_the_catalog_and_the_day(fact: str, value: object):
    assert known(None).reading(fact) == value


def test_what_a_person_has_said_fills_in_what_no_probe_can_see():
    said = replace(SITUATION, said={"people.installed-by": "cloud-template"})

    assert KnownFacts(said).reading("people.installed-by") == "cloud-template"
    assert isinstance(KnownFacts(SITUATION).reading("people.installed-by"), Unknown)


def test_apps_that_no_master_told_are_unknown():
    silent = {key(marathon_apps.PROBE, master): "no answer" for master in (M1, M2, M3)}

    assert known(snapshot(healthy(), unknown=silent)).reading("marathon.apps") == Unknown("no answer")


@pytest.mark.parametrize("fact", [name for name, fact in facts.discover().items() if fact.probes])
def test_without_a_snapshot_its_facts_are_unknown(fact: str):
    assert known(None).reading(fact) == Unknown("no cluster was captured")


@pytest.mark.parametrize("fact", [name for name in facts.discover() if name.startswith("backup.")])
def test_no_backup_is_known_yet(fact: str):
    assert known(snapshot(healthy())).reading(fact) == Unknown("no backup of this tool is known yet")
