"""Agents that the plan does not know: seen when they register, passed when they were there before, never guessed at."""

from __future__ import annotations

import msgspec
from cluster_facts import CLUSTER, healthy, key, scene, slaves

from dcos_upgrade.checks import no_strange_agents
from dcos_upgrade.core.check import judge
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.mesos_slaves import Agent

STRANGER = Agent(id="S99", hostname="10.9.9.9", pid="slave(1)@10.9.9.9:5051", active=True)
FACT = key(mesos_slaves.PROBE)
WITH_STRANGER = msgspec.structs.replace(slaves(), slaves=(*slaves().slaves, STRANGER))


def judged(*, before: bool = False, asked_before: bool = True) -> Judgement:
    baseline = healthy() | ({FACT: WITH_STRANGER} if before else {})
    if not asked_before:
        del baseline[FACT]
    (found,) = judge(no_strange_agents.CHECK, scene(healthy() | {FACT: WITH_STRANGER}, baseline=baseline))
    assert found.subject == CLUSTER
    return found


def test_an_agent_that_registers_in_mid_run_fails_by_address_and_id():
    found = judged()

    assert found.verdict is Verdict.FAIL
    assert "10.9.9.9 (S99)" in found.summary
    assert found.evidence


def test_one_that_was_there_before_the_run_passes_and_is_named():
    found = judged(before=True)

    assert found.verdict is Verdict.PASS
    assert "10.9.9.9 (S99)" in found.summary


def test_whether_it_was_there_before_is_not_guessed():
    assert judged(asked_before=False).verdict is Verdict.UNKNOWN
