"""What lies below DC/OS on a node, asked by a real shell: Docker's settings, services, programs, kernel, SELinux, mounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fakes.shell import AT, asked, program

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Probe
from dcos_upgrade.probes import (
    docker_settings,
    kernel_settings,
    mounts,
    processor,
    programs,
    selinux,
    system_services,
)
from dcos_upgrade.probes.docker_settings import DockerSettings
from dcos_upgrade.probes.docker_version import DockerState
from dcos_upgrade.probes.mounts import Mount, Mounts
from dcos_upgrade.probes.selinux import Mode, SeLinux


def answer(body: str, status: int = 0) -> Answer:
    return Answer(body=body.encode(), status=status, source="sh", time=AT)


# --- Docker's settings

INFO = """Containers: 9
 Running: 5
Server Version: 1.13.1
Storage Driver: devicemapper
 Pool Name: docker-253:1-pool
 Data file: /dev/loop0
 Data loop file: /var/lib/docker/devicemapper/devicemapper/data
Cgroup Driver: cgroupfs
Http Proxy: http://user:hush@proxy:3128
Docker Root Dir: /var/lib/docker
Live Restore Enabled: true"""


def docker(root: Path, script: str, daemon_json: str | None = None, **instead: str) -> Any:
    program(root, "docker", script)
    file = root / "daemon.json"
    if daemon_json is not None:
        file.write_text(daemon_json)
    return asked(docker_settings.PROBE, root, **{"/etc/docker/daemon.json": str(file), **instead})


def test_a_daemon_tells_its_settings(tmp_path: Path):
    found = docker(tmp_path, f"cat <<'END'\n{INFO}\nEND")

    assert found == DockerSettings(
        state=DockerState.RUNNING,
        storage_driver="devicemapper",
        loop_file=True,
        cgroup_driver="cgroupfs",
        root_directory="/var/lib/docker",
        live_restore=True,
        running=5,
    )


def test_only_the_lines_that_are_asked_for_leave_the_node():
    assert isinstance(docker_settings.PROBE.question.text, str)  # type: ignore[union-attr]
    assert "Proxy" not in docker_settings.PROBE.question.text  # type: ignore[union-attr]


def test_a_daemon_that_is_too_old_to_tell_is_told_by_its_file(tmp_path: Path):
    found = docker(tmp_path, "echo 'Storage Driver: overlay'", '{\n  "live-restore" : true,\n "debug": false}\n')

    assert (found.storage_driver, found.live_restore, found.running) == ("overlay", True, None)


@pytest.mark.parametrize("text", ["{}", '{"live-restore": "yes"}', '{"live-restore": maybe}', ""])
def test_a_file_that_does_not_say_leaves_it_open(tmp_path: Path, text: str):
    assert docker(tmp_path, "echo 'Storage Driver: overlay'", text).live_restore is None


def test_a_daemon_that_hangs_is_a_finding_and_the_question_ends(tmp_path: Path):
    found = docker(tmp_path, "exec sleep 30", '{"live-restore": true}', **{"-k 1 10": "-k 1 0.3"})

    assert found == DockerSettings(state=DockerState.HUNG, live_restore=True)


def test_a_daemon_that_does_not_run_is_down(tmp_path: Path):
    assert docker(tmp_path, "exit 1").state is DockerState.DOWN


def test_a_node_without_docker_says_so(tmp_path: Path):
    assert asked(docker_settings.PROBE, tmp_path) == DockerSettings(state=DockerState.ABSENT)


# --- services, programs, kernel, processor


def test_a_service_that_runs_one_that_does_not_and_one_that_is_not_there(tmp_path: Path):
    script = (
        "case $2 in dnsmasq.*) echo LoadState=loaded; echo ActiveState=activating ;; "
        "firewalld.*) echo LoadState=loaded; echo ActiveState=inactive ;; "
        "haproxy.*) echo LoadState=not-found; echo ActiveState=inactive ;; "
        "*) echo ActiveState=active; echo LoadState=loaded ;; esac"
    )
    program(tmp_path, "systemctl", script)

    found: Any = asked(system_services.PROBE, tmp_path)

    assert found.states["haproxy"] == "absent"
    assert [found.runs(name) for name in ("dnsmasq", "firewalld", "haproxy", "docker")] == [True, False, False, True]


def test_a_systemd_that_does_not_answer_is_no_answer(tmp_path: Path):
    program(tmp_path, "systemctl", "exit 1")

    with pytest.raises(Unreadable, match="firewalld"):
        asked(system_services.PROBE, tmp_path)


def test_programs_are_there_or_not(tmp_path: Path):
    program(tmp_path, "ipset", "exit 0")

    found: Any = asked(programs.PROBE, tmp_path)

    assert {"ipset", "timeout"} <= set(found.found)
    assert "unzip" in found.missing


@pytest.mark.parametrize(("said", "ipv6"), [("0", True), ("1", False)])
def test_the_kernel_says_whether_ipv6_is_on(tmp_path: Path, said: str, ipv6: bool):
    program(tmp_path, "sysctl", f"echo {said}")

    assert asked(kernel_settings.PROBE, tmp_path) == kernel_settings.KernelSettings(ipv6=ipv6)


def test_a_kernel_without_ipv6_has_it_off(tmp_path: Path):
    program(tmp_path, "sysctl", "exit 255")

    found: Any = asked(kernel_settings.PROBE, tmp_path, **{"/proc/sys/net/ipv6/conf": "/nowhere"})

    assert found.ipv6 is False


@pytest.mark.parametrize(("flags", "sse42"), [("fpu sse4_1 sse4_2 avx", True), ("fpu sse4_1 sse4_2x", False)])
def test_a_processor_has_sse_4_2_or_not(tmp_path: Path, flags: str, sse42: bool):
    (tmp_path / "cpuinfo").write_text(f"processor\t: 0\nflags\t\t: {flags}\n\nprocessor\t: 1\n")

    found: Any = asked(processor.PROBE, tmp_path, **{"/proc/cpuinfo": str(tmp_path / "cpuinfo")})

    assert (found.sse42, found.count) == (sse42, 2)


# --- SELinux


@pytest.mark.parametrize(
    ("said", "mode"), [("Enforcing", Mode.ENFORCING), ("Permissive", Mode.PERMISSIVE), ("Disabled", Mode.DISABLED)]
)
def test_selinux_and_its_policy(tmp_path: Path, said: str, mode: Mode):
    program(tmp_path, "getenforce", f"echo {said}")
    (tmp_path / "config").write_text("# SELINUXTYPE= can take one of\nSELINUX=enforcing\nSELINUXTYPE=targeted\n")

    found = asked(selinux.PROBE, tmp_path, **{"/etc/selinux/config": str(tmp_path / "config")})

    assert found == SeLinux(mode=mode, policy="targeted")


def test_a_system_without_selinux_has_it_disabled(tmp_path: Path):
    elsewhere = {"/etc/selinux/config": "/nowhere", "/sys/fs/selinux": "/nowhere"}

    assert asked(selinux.PROBE, tmp_path, **elsewhere) == SeLinux(mode=Mode.DISABLED)


def test_a_system_whose_kernel_alone_has_selinux_is_asked_by_its_file(tmp_path: Path):
    (tmp_path / "enforce").write_text("1")

    found: Any = asked(selinux.PROBE, tmp_path, **{"/etc/selinux/config": "/nowhere", "/sys/fs/selinux": str(tmp_path)})

    assert found.mode is Mode.ENFORCING


# --- mounts


def mounted(root: Path, **rows: str) -> Mounts:
    """``rows`` by directory with _ for /; everything else lies on /."""
    cases = " ".join(f"*{path.replace('_', '/')}) echo '{row}' ;;" for path, row in rows.items())
    program(root, "findmnt", f"case $6 in {cases} *) echo '/ ext4 rw,relatime' ;; esac")
    found = asked(mounts.PROBE, root)
    assert isinstance(found, Mounts)
    return found


def test_everything_on_one_file_system(tmp_path: Path):
    found = mounted(tmp_path)

    assert found.opt_on_root
    assert found.of["/tmp"] == Mount(target="/", type="ext4", options=("rw", "relatime"))
    assert found.of["/tmp"].fit_for_overlay is True


def test_a_mount_that_runs_no_programs_is_told(tmp_path: Path):
    found = mounted(tmp_path, _tmp="/tmp tmpfs rw,nosuid,noexec")

    assert not found.of["/tmp"].may_run_programs
    assert found.of["/var/lib/dcos"].may_run_programs


@pytest.mark.parametrize(("info", "fit"), [("ftype=1", True), ("ftype=0", False), ("", None)])
def test_an_xfs_says_how_it_was_made(tmp_path: Path, info: str, fit: bool | None):
    program(tmp_path, "findmnt", "echo '/ xfs rw'")
    program(tmp_path, "xfs_info", f"echo 'naming   =version 2   bsize=4096   ascii-ci=0 {info}'")

    found: Any = asked(mounts.PROBE, tmp_path)

    assert found.of["/var/lib/docker"].fit_for_overlay is fit


def test_a_directory_that_is_not_there_yet_lies_where_one_above_it_does(tmp_path: Path):
    program(tmp_path, "findmnt", 'echo "$6 ext4 rw"')

    found: Any = asked(mounts.PROBE, tmp_path)

    for place, mount in found.of.items():
        assert Path(mount.target).exists()
        assert Path(place).is_relative_to(mount.target)


NOT_ANSWERS: list[tuple[Probe[Any], str]] = [
    (docker_settings.PROBE, ""),
    (docker_settings.PROBE, "running away"),
    (system_services.PROBE, "[firewalld]\nActiveState=active\n[end]\n"),
    (system_services.PROBE, ""),
    (programs.PROBE, "ipset yes\n"),
    (programs.PROBE, "".join(f"{name} maybe\n" for name in programs.NAMES)),
    (kernel_settings.PROBE, "disable_ipv6 2\n"),
    (kernel_settings.PROBE, ""),
    (processor.PROBE, "sse4_2 perhaps count 1"),
    (processor.PROBE, "sse4_2 yes count many"),
    (selinux.PROBE, "mode \n"),
    (selinux.PROBE, "mode Permissive\nsomething else\n"),
    (mounts.PROBE, "mount / / ext4 rw\n"),
    (mounts.PROBE, "".join(f"mount {place} none\n" for place in mounts.PLACES)),
]


@pytest.mark.parametrize(("probe", "body"), NOT_ANSWERS)
def test_what_is_torn_or_strange_is_no_answer(probe: Probe[Any], body: str):
    with pytest.raises(Unreadable):
        probe.parse(answer(body))
