"""What a snapshot says of each agent as a machine."""

from __future__ import annotations

import cluster_facts as facts
import pytest

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.planning.kinds import NodeFacts
from dcos_upgrade.probes import agent_attributes, docker_version, mesos_slaves, mesos_state, os_release
from dcos_upgrade.probes.mesos_slaves import Domain, FaultDomain, Named
from dcos_upgrade.usecases.machines import machines

A1, A2 = facts.A1, facts.A2


def seen(changes: dict | None = None, unknown: dict | None = None) -> NodeFacts:
    return machines(facts.snapshot({**facts.healthy(), **(changes or {})}, unknown=unknown))[A1]


def test_agents_only_and_all_of_them():
    assert set(machines(facts.snapshot(facts.healthy()))) == {A1, A2, facts.P1}


def test_system_docker_attributes_and_load_are_read():
    found = seen({facts.key(mesos_state.PROBE): facts.state(facts.task(1, "S0"), facts.task(2, "S0"))})

    assert (found.system, found.docker) == ("rhel 7.4 kernel 3.10.0-693", "running 17.05.0-ce")
    assert (found.attributes, found.tasks) == ({"rack": "r1"}, 2)


def test_an_agent_without_tasks_has_none_and_an_unknown_state_no_number():
    assert seen({facts.key(mesos_state.PROBE): facts.state()}).tasks == 0
    assert seen(unknown={facts.key(mesos_state.PROBE): "no answer"}).tasks is None


@pytest.mark.parametrize(("probe", "field"), [(os_release.PROBE, "system"), (docker_version.PROBE, "docker")])
def test_what_is_unknown_stays_unknown(probe, field: str):
    assert getattr(seen(unknown={facts.key(probe, A1): "no answer"}), field) is None


def test_the_nodes_own_file_speaks_where_mesos_does_not_list_the_agent():
    own = agent_attributes.AgentAttributes(attributes={"rack": "r7"})
    listed = facts.slaves(facts.agent(A2))

    found = seen({facts.key(mesos_slaves.PROBE): listed, facts.key(agent_attributes.PROBE, A1): own})

    assert found.attributes == {"rack": "r7"}
    assert found.tasks is None


def test_attributes_that_are_numbers_or_truths_are_texts():
    agent = facts.agent(A1, attributes={"cores": 8.0, "critical": True})

    assert seen({facts.key(mesos_slaves.PROBE): facts.slaves(agent)}).attributes == {"cores": "8", "critical": "true"}


def test_the_fault_domain_is_region_and_zone():
    domain = Domain(fault_domain=FaultDomain(region=Named(name="eu"), zone=Named(name="z1")))

    assert seen({facts.key(mesos_slaves.PROBE): facts.slaves(facts.agent(A1, domain=domain))}).domain == "eu/z1"
    assert seen().domain is None


def test_two_agents_at_one_address_say_nothing_of_the_node():
    twins = facts.slaves(facts.agent(A1), facts.agent(A1, id="S9"))

    assert seen({facts.key(mesos_slaves.PROBE): twins}).attributes is None


def test_a_node_outside_the_inventory_is_not_there():
    assert NodeId("x") not in machines(facts.snapshot({}))
