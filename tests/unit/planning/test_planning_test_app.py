"""The test app of a plan: on which agents, and what Marathon is given."""

from __future__ import annotations

import re
from typing import Any

import pytest
from planned import ON, cluster

from dcos_upgrade.core import plan as plans
from dcos_upgrade.core import run_policy
from dcos_upgrade.core.cluster import Inventory, Leaders, NodeId
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Pacing, Plan
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.planning.digest import verify
from dcos_upgrade.planning.kinds import NodeFacts
from dcos_upgrade.planning.read import read_plan


def planned(
    inventory: Inventory | None = None, *, loads: dict[str, int] | None = None, release: str = "1.10.8", **wish: Any
) -> Plan:
    known = inventory or cluster(private=4)
    return compose(
        inventory=known,
        versions={node.id: Version.parse(release) for node in known.nodes},
        leaders=Leaders(),
        target=Version.parse("1.11.3"),
        on=ON,
        policy=None,
        pacing=Pacing(),
        cluster_id="id",
        relied_on={},
        catalog_digest="c",
        tool_version="0",
        facts={NodeId(name): NodeFacts(tasks=tasks) for name, tasks in (loads or {}).items()},
        run_policy=run_policy.RunPolicy(test_app=run_policy.TestAppWish(**wish)),
    )


def app_of(plan: Plan) -> plans.TestApp:
    assert isinstance(plan.test_app, plans.TestApp)
    return plan.test_app


def test_it_runs_on_the_least_loaded_agents_one_of_each_rack_first():
    """a1 and a3 stand in one rack, a2 and a4 in the other."""
    plan = planned(loads={"a1": 1, "a3": 2, "a2": 9, "a4": 8}, count=3)

    assert app_of(plan).nodes == ("a1", "a4", "a3")


def test_an_agent_whose_load_is_not_known_comes_last():
    assert app_of(planned(cluster(private=3, racks=1), loads={"a3": 50, "a2": 60}, count=2)).nodes == ("a3", "a2")


def test_a_critical_agent_is_not_chosen():
    plan = planned(cluster(private=2, critical=frozenset({"a1"})), loads={"a1": 0, "a2": 9}, count=2)

    assert app_of(plan).nodes == ("a2",)
    assert "the test app was to run on 2 agents; only 1 are private and not critical" in plan.notes


def test_without_an_agent_to_choose_there_is_no_plan():
    with pytest.raises(Refused, match="no private agent for the test app"):
        planned(cluster(private=1, critical=frozenset({"a1"})))


def test_agents_that_are_named_are_taken_as_they_are():
    plan = planned(nodes=("a3", "p1"))

    assert app_of(plan).nodes == ("a3", "p1")
    assert app_of(plan).definition["acceptedResourceRoles"] == ["*", "slave_public"]


@pytest.mark.parametrize("name", ["m1", "a9"])
def test_a_name_that_is_no_agent_of_the_inventory_is_refused(name: str):
    with pytest.raises(Refused, match=f"cannot run on {name}"):
        planned(nodes=("a1", name))


def test_its_tasks_lie_one_on_each_of_its_nodes():
    inventory = cluster(private=4)
    app = app_of(planned(inventory, nodes=("a1", "a2")))
    unique, like = app.definition["constraints"]
    agents = [node for node in inventory.agents if node.id != "p1"]
    hosts = {node.id for node in agents if re.fullmatch(like[2], node.address)}

    assert unique == ["hostname", "UNIQUE"]
    assert hosts == {"a1", "a2"}
    assert app.definition["instances"] == 2


def test_it_listens_on_a_port_of_marathons_choice_and_says_so_to_mesos():
    definition = app_of(planned()).definition

    assert definition["portDefinitions"][0]["port"] == 0
    assert "$PORT0" in definition["cmd"]
    assert definition["healthChecks"][0]["protocol"] == "MESOS_HTTP"


@pytest.mark.parametrize(("release", "strategy"), [("1.10.8", str), ("1.9.4", dict)])
def test_its_tasks_stay_while_an_agent_is_away_in_the_words_of_the_oldest_marathon(release: str, strategy: type):
    """The word "disabled" is known from Marathon 1.5 on."""
    assert isinstance(app_of(planned(release=release)).definition["unreachableStrategy"], strategy)


def test_the_site_may_replace_fields_of_its_definition():
    own = {"container": {"type": "DOCKER", "docker": {"image": "registry.corp/web:1"}}, "cpus": 0.5, "cmd": None}
    definition = app_of(planned(definition=own)).definition

    assert {key: definition[key] for key in own} == own
    assert definition["mem"] == 32


@pytest.mark.parametrize("field", ["id", "instances", "constraints"])
def test_what_the_plan_says_of_it_is_not_the_sites_to_replace(field: str):
    with pytest.raises(Refused, match=field):
        planned(definition={field: 1})


def test_its_id_is_another_one_for_another_plan():
    first, again, other = planned(nodes=("a1",)), planned(nodes=("a1",)), planned(nodes=("a2",))

    assert app_of(first).id == app_of(again).id != app_of(other).id
    assert app_of(first).id.startswith("/dcos-upgrade/test-app-")


def test_it_is_under_the_digest_and_survives_the_plan_file():
    plan = planned(interval=0.5)
    read = read_plan(plans.canonical(plan))

    verify(read)
    assert read.test_app == plan.test_app
    assert app_of(read).interval == 0.5


def test_people_are_told_where_it_runs_and_what_it_needs():
    notes = " / ".join(planned(nodes=("a1",)).notes)

    assert "a test app runs on a1 all through the run and is asked every 1 s" in notes
    assert "needs python3" in notes


def test_the_run_knows_its_own_apps():
    app = app_of(planned())

    assert plans.own_apps(planned()) == {app.id, f"{app.id}-validation"}
