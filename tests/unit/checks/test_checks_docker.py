"""A Docker daemon that hangs is a finding before the run."""

from __future__ import annotations

import cluster_facts as facts
import pytest

from dcos_upgrade.checks.docker_answers import CHECK
from dcos_upgrade.core.check import judge
from dcos_upgrade.core.judgement import Severity, Verdict
from dcos_upgrade.probes import docker_version
from dcos_upgrade.probes.docker_version import DockerState, DockerVersion


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (DockerState.RUNNING, Verdict.PASS),
        (DockerState.ABSENT, Verdict.PASS),
        (DockerState.HUNG, Verdict.FAIL),
        (DockerState.DOWN, Verdict.FAIL),
    ],
)
def test_each_state_has_its_verdict(state: DockerState, verdict: Verdict):
    values = facts.healthy() | {facts.key(docker_version.PROBE, facts.A1): DockerVersion(state=state)}

    found = {one.subject: one for one in judge(CHECK, facts.scene(values))}

    assert found[facts.A1].verdict is verdict
    assert found[facts.A1].severity is Severity.WARNING
    assert found[facts.A2].verdict is Verdict.PASS


def test_masters_are_not_judged():
    assert {one.subject for one in judge(CHECK, facts.scene())} == {facts.A1, facts.A2, facts.P1}
