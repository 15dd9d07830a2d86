"""Inodes, maintenance and the agent's id on its disk: each passes, fails for the node that it is about, and is unknown without an answer."""

from __future__ import annotations

import pytest
from cluster_facts import A1, A2, M1, P1, Values, agent, healthy, key, scene, slaves

from dcos_upgrade.checks import agent_id_on_disk, inodes_left, nobody_in_maintenance
from dcos_upgrade.core.check import Check, judge
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.probes import agent_id, inodes, mesos_maintenance, mesos_slaves
from dcos_upgrade.probes.agent_id import AgentId
from dcos_upgrade.probes.inodes import Inodes
from dcos_upgrade.probes.mesos_maintenance import MaintainedMachine, MesosMaintenance


def failed(check: Check, changes: Values) -> dict[str, Judgement]:
    found = judge(check, scene(healthy() | changes))
    return {str(each.subject): each for each in found if each.verdict is Verdict.FAIL}


def test_a_disk_without_inodes_is_named_with_its_figures():
    few = Inodes(free={"/tmp": 100}, total={"/tmp": 1000})

    found = failed(inodes_left.CHECK, {key(inodes.PROBE, M1): few})

    assert list(found) == [M1]
    assert "/tmp has 100 of 1000 inodes free" in found[M1].summary


def test_a_file_system_without_a_number_of_inodes_is_well():
    assert failed(inodes_left.CHECK, {key(inodes.PROBE, M1): Inodes(free={}, total={})}) == {}


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (MesosMaintenance(down=(MaintainedMachine(ip="10.0.2.1"),)), "down by plan"),
        (MesosMaintenance(draining=(MaintainedMachine(hostname="10.0.2.1"),)), "planned to be down"),
    ],
)
def test_an_agent_in_maintenance_is_named(seen: MesosMaintenance, said: str):
    found = failed(nobody_in_maintenance.CHECK, {key(mesos_maintenance.PROBE): seen})

    assert list(found) == [A1]
    assert said in found[A1].summary


def test_an_agent_without_an_id_on_its_disk_is_named():
    assert list(failed(agent_id_on_disk.CHECK, {key(agent_id.PROBE, A2): AgentId(id=None)})) == [A2]


def test_an_agent_with_another_id_on_its_disk_is_named_with_both():
    found = failed(agent_id_on_disk.CHECK, {key(agent_id.PROBE, A1): AgentId(id="S9")})

    assert "S9 is on its disk, and Mesos lists S0" in found[A1].summary


def test_an_agent_that_mesos_does_not_list_is_another_checks_matter():
    assert failed(agent_id_on_disk.CHECK, {key(mesos_slaves.PROBE): slaves(agent(A1), agent(P1))}) == {}
