"""Docker with DC/OS's libraries: seen on every agent before a run, and on the upgraded one after its step."""

from __future__ import annotations

import pytest
from cluster_facts import A1, M1, Values, healthy, key
from cluster_facts import scene as scene_of

from dcos_upgrade.checks import agent_docker, docker_libraries
from dcos_upgrade.core.check import Check, judge
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.probes import docker_under_dcos
from dcos_upgrade.probes.docker_under_dcos import DockerLoads, DockerUnderDcos

SAID = "docker: relocation error: docker: symbol lt_dlopen, version LIBLTDL_2 not defined in file libltdl.so.7"
CONFLICT = DockerUnderDcos(state=DockerLoads.CONFLICT, said=SAID)
BOTH = pytest.mark.parametrize("check", [docker_libraries.CHECK, agent_docker.CHECK], ids=lambda check: check.id)


def of_a1(check: Check, docker: DockerUnderDcos | None) -> tuple[Verdict, str, str]:
    values: Values = healthy()
    probe = key(docker_under_dcos.PROBE, A1)
    if docker is None:
        del values[probe]
    else:
        values[probe] = docker
    (found,) = (each for each in judge(check, scene_of(values, focus=A1)) if each.subject == A1)
    return found.verdict, found.summary, found.remedy


@BOTH
def test_a_conflict_fails_with_the_loaders_words_and_the_file_to_remove(check: Check):
    verdict, summary, remedy = of_a1(check, CONFLICT)

    assert verdict is Verdict.FAIL
    assert SAID in summary
    assert "rm -f /opt/mesosphere/lib/libltdl.so.7" in remedy


@BOTH
@pytest.mark.parametrize("state", [DockerLoads.RUNS, DockerLoads.OTHERWISE, DockerLoads.ABSENT])
def test_a_client_that_is_loaded_passes_whatever_else_ails_it_and_so_does_none(check: Check, state: DockerLoads):
    assert of_a1(check, DockerUnderDcos(state=state))[0] is Verdict.PASS


@BOTH
def test_no_answer_is_unknown(check: Check):
    assert of_a1(check, None)[0] is Verdict.UNKNOWN


def test_of_a_master_it_knows_nothing():
    (found,) = judge(agent_docker.CHECK, scene_of(healthy(), focus=M1))

    assert found.verdict is Verdict.UNKNOWN
