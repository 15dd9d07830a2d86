"""System and Docker of a node, asked by a real shell; a daemon that hangs is an answer of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.shell import asked, program

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes import disk_space, docker_under_dcos, docker_version, mesos_slaves, os_release
from dcos_upgrade.probes.docker_under_dcos import DockerLoads, DockerUnderDcos
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease

AT = datetime(2018, 7, 10, tzinfo=UTC)


def answer(body: str, status: int = 0) -> Answer:
    return Answer(body=body.encode(), status=status, source="sh", time=AT)


def test_a_daemon_that_answers_has_a_version(tmp_path: Path):
    program(tmp_path, "docker", "echo 17.06.2-ce")

    assert asked(docker_version.PROBE, tmp_path) == DockerVersion(state=DockerState.RUNNING, version="17.06.2-ce")


def test_a_daemon_that_does_not_run_is_down(tmp_path: Path):
    program(tmp_path, "docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1")

    assert asked(docker_version.PROBE, tmp_path) == DockerVersion(state=DockerState.DOWN)


def test_a_daemon_that_hangs_is_hung_and_the_question_ends(tmp_path: Path):
    program(tmp_path, "docker", "exec sleep 30")

    found = asked(docker_version.PROBE, tmp_path, **{"-k 1 10": "-k 1 0.3"})

    assert found == DockerVersion(state=DockerState.HUNG)


BUILDS = [
    ("b2f74b2/1.13.1", "", DockerBuild.RED_HAT),
    ("092cba3", "", DockerBuild.DOCKER),
    ("6247962", "Docker Engine - Community", DockerBuild.COMMUNITY),
    ("6247962", "Docker Engine - Enterprise", DockerBuild.ENTERPRISE),
    ("", "", None),
    ("<no value>", "", None),
    ("../../etc/passwd", "", None),
]


@pytest.mark.parametrize(("commit", "name", "build"), BUILDS)
def test_a_daemon_tells_whose_build_it_is(tmp_path: Path, commit: str, name: str, build: DockerBuild | None):
    """A Docker of before 18.x has no name of its platform, and fails when it is asked for it."""
    asked_name = f"echo '{name}'" if name else "exit 1"
    script = (
        f"case \"$3\" in *Server.Version*) echo 1.13.1 ;; *GitCommit*) echo '{commit}' ;; "
        f"*Platform.Name*) {asked_name} ;; esac"
    )
    program(tmp_path, "docker", script)

    found = asked(docker_version.PROBE, tmp_path)

    assert found == DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=build)


def test_a_recorded_answer_of_before_says_no_build():
    assert docker_version.parse(answer("running 1.13.1\n")).build is None


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("17.05.0-ce", (17, 5, 0)),
        ("1.13.1", (1, 13, 1)),
        ("20.10", (20, 10)),
        ("nightly", ()),
        ("1.2.3.4", ()),
        ("", ()),
    ],
)
def test_a_version_as_numbers(version: str, numbers: tuple[int, ...]):
    assert DockerVersion(state=DockerState.RUNNING, version=version).numbers == numbers


def test_a_node_without_docker_says_so(tmp_path: Path):
    assert asked(docker_version.PROBE, tmp_path) == DockerVersion(state=DockerState.ABSENT)


RELOCATION = "docker: relocation error: docker: symbol lt_dlopen, version LIBLTDL_2 not defined in file libltdl.so.7"


def under_dcos(root: Path, script: str) -> DockerUnderDcos:
    """The client asked with an environment of DC/OS that names its libraries."""
    program(root, "docker", script)
    environment = root / "environment.export"
    environment.write_text("export LD_LIBRARY_PATH=/opt/mesosphere/lib\n")
    return asked(docker_under_dcos.PROBE, root, **{"/opt/mesosphere/environment.export": str(environment)})


def test_a_client_is_asked_with_dcos_libraries_before_the_systems(tmp_path: Path):
    script = 'case "$LD_LIBRARY_PATH" in /opt/mesosphere/lib) echo 1.13.1 ;; *) exit 3 ;; esac'

    assert under_dcos(tmp_path, script) == DockerUnderDcos(state=DockerLoads.RUNS)


def test_a_client_that_the_loader_refuses_is_a_conflict_in_the_loaders_words(tmp_path: Path):
    found = under_dcos(tmp_path, f"echo '{RELOCATION}' >&2; exit 127")

    assert found == DockerUnderDcos(state=DockerLoads.CONFLICT, said=RELOCATION)


def test_a_client_that_was_loaded_and_finds_no_daemon_is_no_conflict(tmp_path: Path):
    found = under_dcos(tmp_path, "echo 'Cannot connect to the Docker daemon' >&2; exit 1")

    assert found.state is DockerLoads.OTHERWISE


def test_no_live_generation_is_no_answer_about_libraries(tmp_path: Path):
    program(tmp_path, "docker", "echo 1.13.1")

    with pytest.raises(Unreadable):
        asked(docker_under_dcos.PROBE, tmp_path)


def test_a_node_without_docker_has_no_conflict(tmp_path: Path):
    assert asked(docker_under_dcos.PROBE, tmp_path) == DockerUnderDcos(state=DockerLoads.ABSENT)


def test_what_the_loader_says_is_cut_off():
    found = docker_under_dcos.parse(answer("ends with 127\nlibltdl " + "x" * 10_000))

    assert len(found.said) == docker_under_dcos.LONGEST


@pytest.mark.parametrize("body", ["", "runs away", "ends", "[]"])
def test_anything_else_says_nothing_about_libraries(body: str):
    with pytest.raises(Unreadable):
        docker_under_dcos.parse(answer(body))


@pytest.mark.parametrize("body", ["", "running", "running a b", "hung up", "[]"])
def test_anything_else_is_no_answer(body: str):
    with pytest.raises(Unreadable):
        docker_version.parse(answer(body))


def test_a_shell_that_failed_is_no_answer():
    with pytest.raises(Unreadable):
        docker_version.parse(answer("absent", status=127))


def test_the_system_is_read_from_the_file(tmp_path: Path):
    (tmp_path / "release").write_text('NAME="CentOS Linux"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\n')
    program(tmp_path, "uname", "echo 3.10.0-862.el7")

    found = asked(os_release.PROBE, tmp_path, **{"/etc/os-release": str(tmp_path / "release")})

    assert found == OsRelease(id="centos", version="7", kernel="3.10.0-862.el7")


def test_a_system_without_a_version_is_still_one():
    found = os_release.parse(answer("ID=arch\nKERNEL=4.17\n"))

    assert (found.id, found.version) == ("arch", "")


@pytest.mark.parametrize("body", ["", "KERNEL=4.17\n", "ID=centos\n", "ID=\nKERNEL=4\n"])
def test_a_system_that_does_not_name_itself_is_unknown(body: str):
    with pytest.raises(Unreadable):
        os_release.parse(answer(body))


def test_an_agents_fault_domain_is_read_and_an_agent_without_one_has_none():
    body = """{"slaves": [
      {"id": "S0", "domain": {"fault_domain": {"region": {"name": "eu"}, "zone": {"name": "z1"}}}},
      {"id": "S1"}, {"id": "S2", "domain": {}}]}"""

    found = mesos_slaves.parse(answer(body, status=200))

    assert [agent.place for agent in found.slaves] == ["eu/z1", None, None]


def test_room_and_the_size_of_the_active_packages_are_measured(tmp_path: Path):
    package = tmp_path / "active" / "mesos--1"
    package.mkdir(parents=True)
    (package / "big").write_bytes(b"x" * 300_000)
    there = {'df -Pk "$place"': "df -Pk /", "/opt/mesosphere/active": str(tmp_path / "active")}

    found = asked(disk_space.PROBE, tmp_path, **there)

    assert isinstance(found, disk_space.DiskSpace)
    assert found.active >= 290
    assert set(found.free) == set(disk_space.PLACES)


@pytest.mark.parametrize(
    "body",
    ["", "active 3", "free /tmp 3\nactive 3", "free /opt/mesosphere x\nfree /var/lib/dcos 1\nfree /tmp 1\nactive 1"],
)
def test_half_an_answer_about_room_is_none(body: str):
    with pytest.raises(Unreadable):
        disk_space.parse(answer(body))
