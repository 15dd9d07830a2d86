"""What each worksheet says of a small cluster, and that what is not known is said to be unknown with its reason."""

from __future__ import annotations

from dataclasses import replace

import cluster_facts as facts
import crowds
import msgspec
import pytest
from reported import plan

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.plan import KeyChange, Plan, PlannedConfiguration
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.probes import (
    marathon_groups,
    marathon_pods,
    mesos_slaves,
    metronome_jobs,
    user_configuration,
    zookeeper_directories,
)
from dcos_upgrade.probes.agent_containers import AgentContainer, AgentContainers
from dcos_upgrade.probes.exhibitor_configuration import ExhibitorConfiguration
from dcos_upgrade.probes.marathon_apps import App, AppTask, Container, MarathonApps, Network, Port
from dcos_upgrade.probes.mesos_slaves import Domain, FaultDomain, Named, Resources
from dcos_upgrade.worksheets import Given, SupportCase, filled
from dcos_upgrade.worksheets.sheets import discover
from dcos_upgrade.worksheets.worksheet import Filled, Table

ROOT = facts.M1


def sheet(name: str, given: Given) -> Filled:
    return next(each for each in filled(given).sheets if each.worksheet.id == name)


def table(name: str, given: Given, id: str = "") -> Table:
    return next(each for each in sheet(name, given).tables if each.id == (id or name))


def texts(found: Table) -> list[list[str]]:
    return [[figure.text for figure in row] for row in found.rows]


def of(snapshot: Snapshot, **more: object) -> Given:
    return Given(snapshot=snapshot, **more)  # type: ignore[arg-type]


def healthy(**changes: object) -> Snapshot:
    """The small cluster of the checks, with these facts changed: ``probe_id=value`` for the cluster."""
    return facts.snapshot(
        {**facts.healthy(), **{(key.replace("_", "-"), CLUSTER): value for key, value in changes.items()}}
    )


def with_apps(*apps: App) -> Snapshot:
    values = facts.healthy()
    return facts.snapshot({**values, **{key: MarathonApps(apps=apps) for key in values if key[0] == "marathon-apps"}})


def app(id: str, **changes: object) -> App:
    return App(id=id, instances=1, **changes)  # type: ignore[arg-type]


def planned(**changes: object) -> Plan:
    return msgspec.structs.replace(plan(), **changes)


def test_every_worksheet_of_the_workbook_is_there_in_its_order():
    assert [worksheet.id for worksheet in discover()] == [
        "cluster-diagram",
        "cluster-state",
        "node-rack",
        "what-runs-where",
        "constraints",
        "dependencies",
        "versions",
        "configuration",
        "zookeeper-directory",
        "marathons",
        "support-cases",
    ]


def test_racks_are_counted_by_role_with_the_apps_that_are_bound_to_them():
    pinned = app("/db", constraints=(("hostname", "LIKE", "10.0.2.1"),), tasks=(AppTask(id="db.1", agent="S0"),))
    given = of(with_apps(pinned, facts.app()))

    private = table("node-rack", given, "private")

    assert texts(private) == [["r1", "1", "1", "a1", "/db", "/web"], ["r2", "1", "1", "a2", "none", "/web"]]
    assert [figure.text for figure in private.total] == ["Total", "2", "2", "–", "1", "1"]
    assert texts(table("node-rack", given, "public")) == [["r1", "1", "1", "p1", "none", "none"]]


def test_what_is_bound_and_runs_nowhere_is_told():
    idle = app("/idle", constraints=(("hostname", "LIKE", "10.9.9.9"),), tasks=())

    assert (
        "Pinned or unique, and without a task on any agent now: /idle." in sheet("node-rack", of(with_apps(idle))).notes
    )


def test_a_critical_node_is_marked_in_its_rack():
    snapshot = healthy()
    nodes = tuple(replace(node, critical=node.id == facts.A1) for node in snapshot.inventory.nodes)
    inventory = replace(snapshot.inventory, nodes=nodes)

    rows = texts(table("node-rack", of(replace(snapshot, inventory=inventory)), "private"))
    assert [row[3] for row in rows] == ["a1 (critical)", "a2"]


def test_a_mapping_goes_before_the_cluster_file_and_a_name_of_nobody_is_told():
    given = of(healthy(), racks={"10.0.2.1": "left", "a2": "right", "a9": "right"})

    assert [row[0] for row in texts(table("node-rack", given, "private"))] == ["left", "right"]
    assert "The rack mapping names what is no agent of this cluster: a9." in sheet("node-rack", given).notes


def test_a_fault_domain_is_the_rack_where_nothing_else_names_one():
    domain = Domain(fault_domain=FaultDomain(region=Named(name="eu"), zone=Named(name="z1")))
    snapshot = crowds.crowd(private=1, public=0, racks=0)
    listed = snapshot.facts["mesos-slaves", CLUSTER].value.slaves
    moved = crowds.bent(snapshot, "mesos-slaves", CLUSTER, slaves=(msgspec.structs.replace(listed[0], domain=domain),))

    assert texts(table("node-rack", of(moved), "private"))[0][0] == "eu/z1"


def test_a_rack_that_nobody_names_is_unknown_with_the_reason():
    found = table("node-rack", of(crowds.crowd(private=1, public=0, racks=0)), "private")

    assert found.rows[0][0].value is None
    assert "names its rack" in found.rows[0][0].unknown


def test_the_sum_of_active_agents_is_unknown_as_soon_as_one_is():
    listed = facts.slaves(facts.agent(facts.A1), facts.agent(facts.A2, active=None), facts.agent(facts.P1))
    found = table("node-rack", of(healthy(mesos_slaves=listed)), "private")

    assert found.total[2].value is None
    assert found.total[1].value == 2


def test_tasks_stand_with_their_app_rack_and_state():
    assert texts(table("what-runs-where", of(healthy()), "tasks")) == [
        ["a1", "r1", "/web", "web.1", "running"],
        ["a2", "r2", "/web", "web.2", "running"],
    ]


def test_agents_that_are_not_there_are_counted_by_what_became_of_them():
    listed = facts.slaves(
        facts.agent(facts.A1), facts.agent(facts.A2, active=False), recovered=(facts.agent(facts.P1),)
    )
    state = facts.state(unreachable_slaves=2.0)

    rows = {
        row[0]: row[1] for row in texts(table("cluster-state", of(healthy(mesos_slaves=listed, mesos_state=state))))
    }
    assert [rows[f"Agents {what}"] for what in ("active", "not active", "not listed by Mesos")] == ["1", "1", "1"]
    assert rows["Agents that Mesos cannot reach"] == "2"
    assert rows["Agents that Mesos only remembers"] == "10.0.3.1"


def test_two_agents_at_one_address_are_two_rows():
    snapshot = crowds.crowd(private=1, public=0)
    (node,) = snapshot.inventory.agents
    again = facts.agent(facts.A1, id="S9", hostname=node.address, pid=f"slave(1)@{node.address}:5052", active=False)
    listed = snapshot.facts["mesos-slaves", CLUSTER].value.slaves
    found = table(
        "what-runs-where", of(crowds.bent(snapshot, "mesos-slaves", CLUSTER, slaves=(*listed, again))), "nodes"
    )

    assert [row[3] for row in texts(found)] == ["active", "not active"]


def test_without_mesos_state_the_tasks_of_marathon_are_shown():
    snapshot = crowds.without(healthy(), "mesos-state")

    assert [row[3] for row in texts(table("what-runs-where", of(snapshot), "tasks"))] == ["web.1", "web.2"]


def test_without_any_list_of_tasks_nothing_is_counted_as_nought():
    snapshot = crowds.without(healthy(), "mesos-state", "marathon-apps", "service-marathons")
    tasks, nodes = (table("what-runs-where", of(snapshot), id) for id in ("tasks", "nodes"))

    assert "nothing answered" in tasks.unknown
    assert [row[4].value for row in nodes.rows] == [None, None, None]


@pytest.mark.parametrize(
    ("rule", "agents", "judged"),
    [
        (("hostname", "LIKE", "10\\.0\\.2\\..*"), "2 of 3: a1, a2", "well formed"),
        (("hostname", "CLUSTER", "10.0.3.1"), "1 of 3: p1", "well formed"),
        (("hostname", "UNLIKE", "10\\.0\\.2\\..*"), "1 of 3: p1", "well formed"),
        (("hostname", "LIKE", "10.9.9.9"), "0 of 3", "no agent satisfies all its constraints"),
        (("hostname", "LIKE", "*"), "unknown", "the pattern is no regular expression"),
        (("hostname", "LIKE"), "0 of 3", "LIKE needs a value"),
        (("disk", "GROUP_BY"), "0 of 3", "no agent has disk"),
        (("hostname", "MAX_PER", "many"), "3 of 3: a1, a2, p1", "MAX_PER needs a number"),
        (("hostname", "NEAR", "x"), "3 of 3: a1, a2, p1", "NEAR is none of Marathon's operators"),
        (("hostname", "LIKE", "(a+)+b"), "unknown", "unknown"),
        (("hostname", "LIKE", "a?" * 30 + "a" * 30), "unknown", "unknown"),
        (("hostname", "LIKE", "(a|a)" * 40), "unknown", "unknown"),
        (("hostname", "LIKE", "1" * 500), "unknown", "unknown"),
    ],
)
def test_a_constraint_is_held_against_the_agents(rule: tuple[str, ...], agents: str, judged: str):
    found = texts(table("constraints", of(with_apps(app("/x", constraints=(rule,), tasks=())))))

    assert (found[0][4], found[0][6]) == (agents, judged)


def test_more_instances_than_places_are_told():
    many = msgspec.structs.replace(app("/x", constraints=(("hostname", "UNIQUE"),)), instances=4)

    assert texts(table("constraints", of(with_apps(many))))[0][6] == "4 instances, 3 places"


def test_dependencies_are_resolved_and_missing_ones_and_circles_are_told():
    given = of(
        with_apps(
            app("/shop/web", dependencies=("../db", "/gone")),
            app("/db", dependencies=("/cache",)),
            app("/cache", dependencies=("/db",)),
        )
    )
    rows = {row[0]: row[5:8] for row in texts(table("dependencies", given, "applications"))}

    assert rows["/shop/web"] == ["/db, /gone", "/gone", "none"]
    assert rows["/db"] == ["/cache", "none", "/cache, /shop/web"] or rows["/db"] == [
        "/cache",
        "none",
        "/shop/web, /cache",
    ]
    assert "These depend on one another in a circle: /cache, /db." in sheet("dependencies", given).notes


def test_a_capture_without_dependencies_is_unknown_and_not_independent():
    row = table("dependencies", of(with_apps(app("/x"))), "applications").rows[0]

    assert (row[5].value, row[6].value) == (None, None)


def test_a_marathon_that_leaves_out_what_is_empty_says_that_there_is_none():
    late = app("/x", networks=(Network(mode="host"),), cpus=0.1)
    given = of(with_apps(late))

    assert texts(table("dependencies", given, "applications"))[0][5:7] == ["none", "none"]
    assert sheet("constraints", given).notes == sheet("constraints", of(with_apps(app("/x", constraints=())))).notes


def test_an_app_of_a_service_marathon_is_told_with_whose_it_is():
    rows = texts(table("dependencies", of(crowds.crowd(private=1)), "applications"))

    assert ["/inner (/mom-0)", "app", "/mom-0"] in [row[:3] for row in rows]


def with_pods_and_jobs() -> Snapshot:
    pod = marathon_pods.Pod(
        id="/pod",
        status="STABLE",
        wanted=2.0,
        constraints=(("rack", "IS", "r1"),),
        images=("busybox",),
        ports=(31001,),
        instances=(
            marathon_pods.PodInstance(
                id="pod.instance-1",
                host="10.0.2.1",
                agent="S0",
                containers=(marathon_pods.PodContainer(name="c", status="TASK_RUNNING"),),
            ),
        ),
    )
    job = metronome_jobs.Job(
        id="nightly",
        constraints=(("rack", "EQ", "r9"),),
        dependencies=("gone",),
        runs=(metronome_jobs.JobRun(id="run-1"),),
    )
    return healthy(
        marathon_pods=marathon_pods.MarathonPods(pods=(pod,)),
        metronome_jobs=metronome_jobs.MetronomeJobs(jobs=(job,)),
        marathon_groups=marathon_groups.MarathonGroups(
            groups=(
                marathon_groups.Group(id="/"),
                marathon_groups.Group(id="/shop", dependencies=("/data", "/web")),
            )
        ),
        mesos_state=facts.state(facts.task(1, id="pod.instance-1.c", name="c")),
    )


def test_pods_are_bound_to_racks_and_their_tasks_are_theirs():
    given = of(with_pods_and_jobs())

    assert texts(table("node-rack", given, "private"))[0][4] == "/pod"
    assert texts(table("what-runs-where", given, "tasks"))[0] == ["a1", "r1", "/pod", "pod.instance-1.c", "running"]


def test_a_job_is_held_against_the_agents_and_its_dependencies_are_jobs():
    given = of(with_pods_and_jobs())

    judged = {row[0]: row[6] for row in texts(table("constraints", given))}
    assert judged["nightly (Metronome)"] == "no agent satisfies all its constraints"
    job = next(row for row in texts(table("dependencies", given, "applications")) if row[1] == "job")
    assert job[2:7] == ["Metronome", "as it runs", "1", "gone", "gone"]


def test_groups_that_wait_for_others_are_listed_with_what_is_missing():
    assert texts(table("dependencies", of(with_pods_and_jobs()), "groups")) == [["/shop", "/data, /web", "/data"]]


def test_workloads_of_which_nobody_knows_are_told_as_that():
    notes = sheet("dependencies", of(crowds.without(with_pods_and_jobs(), "marathon-pods", "metronome-jobs"))).notes

    assert "The root Marathon's pods are unknown: nothing answered." in notes
    assert "Metronome's jobs are unknown: nothing answered." in notes


def test_ports_are_told_as_the_definition_has_them():
    ports = (
        Port(container_port=80, host_port=31001, service_port=10002, labels={"VIP_0": "/web:80"}),
        Port(port=10068),
    )
    bridged = app("/x", container=Container(port_mappings=ports[:1]), port_definitions=ports[1:])

    assert texts(table("dependencies", of(with_apps(bridged)), "applications"))[0][11] == (
        "10068, 80, at host 31001, service 10002, VIP /web:80"
    )


def test_what_is_used_and_reserved_stands_beside_the_tasks_of_an_agent():
    loaded = facts.agent(
        facts.A1,
        resources=Resources(cpus=8.0, mem=16384.0),
        used_resources=Resources(cpus=3.5, mem=1024.0),
        reserved_resources={"slave_public": Resources()},
    )
    values = facts.healthy() | {facts.key(mesos_slaves.PROBE): facts.slaves(loaded)}
    values["agent-containers", facts.A1] = AgentContainers(containers=(AgentContainer(executor="e", framework="F0"),))
    rows = table("what-runs-where", of(facts.snapshot(values)), "nodes").rows

    assert [figure.text for figure in rows[0][6:]] == ["1", "3.5 of 8", "1024 of 16384 MiB", "slave_public"]
    assert [figure.value for figure in rows[1][6:]] == [None, None, None, None]


@pytest.mark.parametrize(
    ("directory", "judged"),
    [
        ("/var/lib/dcos/exhibitor/zookeeper/snapshot", "where the target wants it"),
        ("/var/lib/zookeeper/snapshot", "to be moved before the upgrade"),
        ("/srv/zk", "in a place of its own"),
    ],
)
def test_zookeepers_directory_is_judged_by_what_exhibitor_is_set_to(directory: str, judged: str):
    values = facts.healthy()
    values["exhibitor-configuration", facts.M1] = ExhibitorConfiguration(data_directory=directory)

    rows = table("zookeeper-directory", of(facts.snapshot(values))).rows
    assert [figure.text for figure in rows[0]] == [
        "m1",
        directory,
        "the same",
        "/var/lib/dcos/exhibitor/zookeeper",
        judged,
    ]
    assert [figure.value for figure in rows[1][1:3]] == [None, None]


def test_a_directory_with_data_that_is_not_in_use_is_stale():
    old = zookeeper_directories.ZooKeeperDirectory(
        path="/var/lib/zookeeper", place=zookeeper_directories.Place.THERE, snapshots=3, logs=2, size=10
    )
    closed = zookeeper_directories.ZooKeeperDirectory(
        path="/var/lib/dcos/exhibitor/zookeeper", place=zookeeper_directories.Place.CLOSED
    )
    values = facts.healthy()
    values["zookeeper-directories", facts.M1] = zookeeper_directories.ZooKeeperDirectories(
        directories=(closed, old), configured=("/var/lib/dcos/exhibitor/zookeeper/snapshot",)
    )

    rows = table("zookeeper-directory", of(facts.snapshot(values)), "on-disk").rows
    assert [figure.text for figure in rows[0]][2:] == ["closed", "unknown", "unknown", "unknown", "yes"]
    assert [figure.text for figure in rows[1]][2:] == ["there", "3", "2", "10", "no: stale"]


def test_versions_have_their_targets_by_plan_and_catalog():
    rows = {row[0]: row[1:] for row in texts(table("versions", of(healthy(), plan=planned()), "cluster"))}

    assert rows["DC/OS"] == ["1.9.9 on 6", planned().target]
    assert rows["Marathon"][0] == "1.4.11 on 3"
    assert rows["Marathon"][1] != "unknown"
    assert rows["Docker"][1] == "as it is: the plan changes no Docker"


def test_a_node_whose_release_is_unknown_is_counted_as_that():
    values = {key: value for key, value in facts.healthy().items() if key != ("dcos-version", "a1")}
    snapshot = facts.snapshot(values, unknown={("dcos-version", facts.A1): "the node did not answer"})

    rows = {row[0]: row[1] for row in texts(table("versions", of(snapshot), "cluster"))}
    assert rows["DC/OS"] == "1.9.9 on 5, unknown on 1"


def test_without_a_plan_every_target_is_unknown_for_that_reason():
    for name, id in (("versions", "cluster"), ("marathons", "root"), ("marathons", "service")):
        found = table(name, of(healthy()), id)
        assert {row[2].unknown for row in found.rows} == {"no plan was given (--plan plan.json)"}


def configured(**keys: str) -> Snapshot:
    values = facts.healthy()
    own = user_configuration.UserConfiguration(keys=keys, hidden=("superuser_password_hash",))
    return facts.snapshot({**values, **{key: own for key in values if key[0] == "user-configuration"}})


def test_the_configuration_stands_beside_what_the_plan_makes_of_it():
    change = PlannedConfiguration(
        digest="d",
        equal=1,
        changes=(KeyChange(key="resolvers", old="a", new="b"), KeyChange(key="new", old=None, new="1")),
    )
    given = of(
        configured(resolvers="a", dns_search="x", superuser_password_hash="***"), plan=planned(configuration=change)
    )

    assert texts(table("configuration", given)) == [
        ["dns_search", "x", "x", "stays"],
        ["new", "not set", "1", "changes"],
        ["resolvers", "a", "b", "changes"],
        ["superuser_password_hash", "***", "unknown", "not compared, as it holds a secret"],
    ]


def test_a_plan_without_a_configuration_leaves_the_target_unknown():
    found = table("configuration", of(configured(resolvers="a"), plan=planned(configuration=msgspec.UNSET)))

    assert "plan --config" in found.rows[0][2].unknown


def test_a_master_with_other_values_is_told():
    values = facts.healthy()
    own = user_configuration.UserConfiguration
    values |= {("user-configuration", master): own(keys={"a": "1"}) for master in (facts.M1, facts.M2)}
    values["user-configuration", facts.M3] = own(keys={"a": "2"})

    notes = sheet("configuration", of(facts.snapshot(values))).notes
    assert "m3 has other values than m1 for a." in notes


def test_nobody_having_said_anything_of_cases_is_not_none():
    assert "nobody has said" in table("support-cases", of(healthy())).unknown
    assert table("support-cases", of(healthy(), cases=())).unknown == ""
    typed = table("support-cases", of(healthy(), cases=(SupportCase(id="1", title="slow"),)))
    assert texts(typed) == [["1", "slow", "unknown", "unknown"]]


def test_answers_that_name_different_leaders_name_none():
    values = facts.healthy()
    other = type(values["marathon-leader", facts.M1])(address="10.0.1.1")
    found = table("cluster-diagram", of(facts.snapshot({**values, ("marathon-leader", facts.M1): other})), "leaders")

    marathon = found.rows[1][1]
    assert marathon.value is None
    assert "m1, m3" in marathon.unknown


def test_every_reason_why_something_is_unknown_stands_in_the_notes():
    snapshot = crowds.without(
        healthy(), "mesos-state", "mesos-slaves", "marathon-apps", "service-marathons", "user-configuration"
    )

    for each in filled(of(snapshot)).sheets:
        reasons = {
            figure.unknown
            for found in each.tables
            for row in (*found.rows, found.total)
            for figure in row
            if figure.value is None
        }
        told = " ".join(each.notes)
        assert [reason for reason in reasons if reason not in told] == []
        assert [found.title for found in each.tables if found.unknown and found.unknown not in told] == []


def test_a_reason_that_names_each_node_is_told_once():
    why = {("dcos-version", node): f"{node}: nothing answered" for node in (facts.A1, facts.A2, facts.M1, facts.P1)}
    values = {key: value for key, value in facts.healthy().items() if key not in why}

    notes = sheet("versions", of(facts.snapshot(values, unknown=why))).notes
    assert "Versions of each node, column DC/OS: unknown in 4 rows, because nothing answered." in notes


def test_reasons_without_end_are_bounded():
    nodes = crowds.crowd(private=50).inventory.nodes
    why = {("dcos-version", node.id): f"reason {number}" for number, node in enumerate(nodes)}
    snapshot = crowds.crowd(private=50)
    silent = {key: Observed(unknown=reason) for key, reason in why.items()}

    notes = sheet(
        "versions", of(Snapshot(inventory=snapshot.inventory, taken=snapshot.taken, facts={**snapshot.facts, **silent}))
    ).notes
    told = [note for note in notes if "column DC/OS" in note]
    assert len(told) == 13
    assert told[-1].endswith("unknown for 42 other reasons, which stand in the cells.")


def test_no_figure_is_blank_and_each_of_a_fact_says_which():
    book = filled(of(healthy(), plan=planned()))

    figures = [figure for each in book.sheets for found in each.tables for row in found.rows for figure in row]
    assert [figure for figure in figures if figure.value == ""] == []
    assert [figure for figure in figures if figure.value is None and not figure.unknown] == []
    assert {origin.fact for origin in book.origins} >= {
        "mesos-slaves",
        "mesos-state",
        "marathon-apps",
        "dcos-version",
        "plan",
    }
    assert all(origin.evidence for origin in book.origins if origin.fact == "dcos-version")


def test_a_snapshot_that_knows_nothing_has_every_worksheet_and_no_error():
    nothing = crowds.crowd(masters=0, private=0, public=0, services=0)
    empty = Snapshot(inventory=nothing.inventory, taken=nothing.taken)

    book = filled(of(empty))

    assert len(book.sheets) == len(discover())
    assert all(found.unknown or found.rows for each in book.sheets for found in each.tables)
