"""The commands of the node probes, run by a real shell on a tree that looks like a node."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.probes import discover
from dcos_upgrade.probes.node_role import NodeRole
from dcos_upgrade.probes.packages_active import ActivePackages
from dcos_upgrade.probes.swap_leftovers import SwapLeftovers
from dcos_upgrade.probes.units import Units
from dcos_upgrade.probes.vendor_runner import VendorChecks


class NodeTree:
    """A directory in place of a node's root; commands see it where the real paths would be."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("bin/.keep", "")

    def write(self, path: str, content: str, *, program: bool = False) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        file.chmod(0o755 if program else 0o644)

    def link(self, path: str, target: str) -> None:
        link = self.root / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)

    def program(self, path: str, script: str) -> None:
        self.write(path, f"#!/bin/sh\n{script}\n", program=True)

    def ask(self, probe_id: str) -> object:
        probe = discover()[probe_id]
        assert isinstance(probe.question, Command)
        text = probe.question.text
        for top in ("/opt/mesosphere", "/etc/mesosphere", "/etc/systemd", "/var/lib"):
            text = text.replace(top, f"{self.root}{top}")
        path = f"{self.root}/bin:{os.environ['PATH']}"
        done = subprocess.run(["sh", "-c", text], capture_output=True, env={"PATH": path}, timeout=20, check=False)
        at = datetime(2018, 7, 10, tzinfo=UTC)
        return probe.parse(Answer(body=done.stdout, status=done.returncode, source="sh", time=at))


@pytest.fixture
def node(tmp_path: Path) -> NodeTree:
    return NodeTree(tmp_path)


def test_release_is_read_and_a_missing_file_is_unreadable(node: NodeTree) -> None:
    with pytest.raises(Unreadable):
        node.ask("dcos-version")

    node.write("opt/mesosphere/etc/dcos-version.json", '{"version": "1.10-dev", "dcos-variant": "open"}')

    assert getattr(node.ask("dcos-version"), "version") == "1.10-dev"  # noqa: B009  # typed as object


def test_truncated_version_file_is_unreadable(node: NodeTree) -> None:
    node.write("opt/mesosphere/etc/dcos-version.json", '{"version": "1.1')

    with pytest.raises(Unreadable):
        node.ask("dcos-version")


def test_active_packages_are_where_the_links_point(node: NodeTree) -> None:
    node.link("opt/mesosphere/active/mesos", "/opt/mesosphere/packages/mesos--89ab")
    node.link("opt/mesosphere/active/boot", "../packages/boot--0123")

    assert node.ask("packages-active") == ActivePackages(ids=("boot--0123", "mesos--89ab"))


@pytest.mark.parametrize("make", ["nothing", "empty", "file"])
def test_no_links_are_no_packages(node: NodeTree, make: str) -> None:
    if make == "empty":
        (node.root / "opt/mesosphere/active").mkdir(parents=True)
    if make == "file":
        node.write("opt/mesosphere/active/mesos", "")

    with pytest.raises(Unreadable):
        node.ask("packages-active")


def test_traces_of_a_swap_are_seen(node: NodeTree) -> None:
    node.write("opt/mesosphere/install_progress", '{"stage": "archive"}')
    (node.root / "opt/mesosphere/active.old").mkdir()

    assert node.ask("swap-leftovers") == SwapLeftovers(
        install_progress=True, active=False, new=False, old=True, environment=False
    )


def test_units_are_those_that_the_live_generation_wants(node: NodeTree) -> None:
    node.link("etc/systemd/system/dcos.target.wants/dcos-marathon.service", "/nowhere")
    node.link("etc/systemd/system/dcos.target.wants/dcos-once.service", "/nowhere")
    node.program(
        "bin/systemctl",
        "for last; do :; done\necho LoadState=loaded\n"
        'case "$last" in *once*) echo Type=oneshot; echo ActiveState=inactive; echo Result=success;;'
        " *) echo ActiveState=failed; echo SubState=failed; echo Type=simple;; esac",
    )

    seen = node.ask("units")

    assert isinstance(seen, Units)
    assert {name: unit.well for name, unit in seen.units.items()} == {
        "dcos-marathon.service": False,
        "dcos-once.service": True,
    }


def test_node_without_units_or_without_systemd_is_not_well(node: NodeTree) -> None:
    with pytest.raises(Unreadable):
        node.ask("units")

    node.link("etc/systemd/system/dcos.target.wants/dcos-marathon.service", "/nowhere")
    node.program("bin/systemctl", "exit 1")
    seen = node.ask("units")

    assert isinstance(seen, Units)
    assert not seen.units["dcos-marathon.service"].well


@pytest.mark.parametrize(
    ("files", "role"),
    [
        (("master",), Role.MASTER),
        (("slave",), Role.PRIVATE_AGENT),
        (("slave_public",), Role.PUBLIC_AGENT),
        (("slave", "slave_public"), None),
        (("aws",), None),
        (("master", "aws_master"), Role.MASTER),
    ],
)
def test_role_is_the_one_role_file(node: NodeTree, files: tuple[str, ...], role: Role | None) -> None:
    for file in files:
        node.write(f"etc/mesosphere/roles/{file}", "")

    seen = node.ask("node-role")

    assert isinstance(seen, NodeRole)
    assert seen.role is role


@pytest.mark.parametrize("binary", ["mesos-master", "mesos-agent", "mesos-slave"])
@pytest.mark.parametrize("shell", [True, False])
def test_mesos_version_by_whatever_binary_is_there(node: NodeTree, binary: str, shell: bool) -> None:
    node.program(f"opt/mesosphere/bin/{binary}", "echo 'WARNING: noise'; echo 'mesos 1.4.2'")
    if shell:
        node.program("opt/mesosphere/bin/dcos-shell", f'PATH={node.root}/opt/mesosphere/bin:$PATH; exec "$@"')

    assert node.ask("mesos-version") == "1.4.2"


def test_no_mesos_has_no_version(node: NodeTree) -> None:
    with pytest.raises(Unreadable):
        node.ask("mesos-version")


def test_boot_and_clock_of_this_machine_are_read(node: NodeTree) -> None:
    clock = node.ask("clock")

    assert len(str(node.ask("boot-id"))) == 36
    assert isinstance(clock, float)
    assert clock > 1.5e9


def test_clock_of_a_date_without_nanoseconds_is_read() -> None:
    at = datetime(2018, 7, 10, tzinfo=UTC)
    parse = discover()["clock"].parse

    for body in (b"1532500000.N\n", b"1532500000.%N\n", b"1532500000\n"):
        assert parse(Answer(body=body, status=0, source="", time=at)) == 1532500000.0


def test_attributes_come_from_the_operators_file_and_nothing_else_of_it_does(node: NodeTree) -> None:
    node.write("var/lib/dcos/mesos-slave-common", "MESOS_SECRET=x\nMESOS_ATTRIBUTES=rack:r1;zone:a/b;\n")

    assert getattr(node.ask("agent-attributes"), "attributes") == {"rack": "r1", "zone": "a/b"}  # noqa: B009


def test_agent_without_that_file_has_no_attributes(node: NodeTree) -> None:
    assert getattr(node.ask("agent-attributes"), "attributes") == {}  # noqa: B009


def runner(node: NodeTree, result: str, listed: str, *, status: int = 0, new: bool = False) -> VendorChecks:
    """What the probe makes of a runner that prints these."""
    script = f"""case "$*" in *--list*) echo '{listed}';; *) echo '{result}'; exit {status};; esac"""
    if new:
        node.program("opt/mesosphere/bin/dcos-check-runner", script)
        node.write("opt/mesosphere/etc/dcos-check-config.json", "{}")
    else:
        node.program("opt/mesosphere/bin/dcos-diagnostics", script)
        node.program("opt/mesosphere/bin/dcos-shell", f'PATH={node.root}/opt/mesosphere/bin:$PATH; exec "$@"')
        node.write("opt/mesosphere/etc/dcos-diagnostics-runner-config.json", "{}")
    seen = node.ask("vendor-checks-node")
    assert isinstance(seen, VendorChecks)
    return seen


GOOD = '{"status": 0, "checks": {"xz": {"output": "ok", "status": 0}}}'
LISTED = '{"xz": {"description": "xz is there", "cmd": ["x"], "timeout": "1s"}}'


@pytest.mark.parametrize(("new", "name"), [(True, "dcos-check-runner"), (False, "dcos-diagnostics")])
def test_runner_of_the_live_release_is_asked(node: NodeTree, new: bool, name: str) -> None:
    seen = runner(node, GOOD, LISTED, new=new)

    assert (seen.runner, seen.status, seen.configured, seen.missing) == (name, 0, ("xz",), ())


def test_worst_of_all_statuses_counts_and_so_does_the_runner_s_own(node: NodeTree) -> None:
    liar = '{"status": 0, "checks": {"xz": {"status": 2}}}'

    assert runner(node, liar, LISTED).status == 2
    assert runner(node, GOOD, LISTED, status=1).status == 1


def test_check_that_is_configured_and_did_not_run_is_missing(node: NodeTree) -> None:
    two = '{"xz": {"description": "a"}, "tar": {"description": "b"}}'

    assert runner(node, GOOD, two).missing == ("tar",)


@pytest.mark.parametrize(
    "result",
    [
        '{"status": 0, "checks": {}}',
        '{"error": "One or more requested checks could not be found on this node.", "checks": ["&&"]}',
        '{"error": "no", "status": 0, "checks": {"xz": {"status": 0}}}',
        '{"checks": {"xz": {"status": 0}}}',
        "",
        "command not found",
    ],
)
def test_runner_that_checked_nothing_or_failed_is_unreadable(node: NodeTree, result: str) -> None:
    with pytest.raises(Unreadable):
        runner(node, result, LISTED, new=True)


def test_nothing_configured_and_nothing_run_is_a_fact(node: NodeTree) -> None:
    seen = runner(node, '{"status": 0, "checks": {}}', "{}")

    assert (seen.status, seen.configured) == (0, ())


def test_nothing_run_and_no_list_is_unreadable(node: NodeTree) -> None:
    with pytest.raises(Unreadable):
        runner(node, '{"status": 0, "checks": {}}', "usage: …")


def test_1_9_has_no_runner_and_says_so(node: NodeTree) -> None:
    assert node.ask("vendor-checks-cluster") == VendorChecks(runner="none")


def test_the_list_of_masters_is_read_in_order_and_each_once(node: NodeTree) -> None:
    node.write("opt/mesosphere/etc/master_list", '["10.0.1.2", "10.0.1.1", "10.0.1.2"]')

    assert getattr(node.ask("master-list"), "masters") == ("10.0.1.1", "10.0.1.2")  # noqa: B009  # typed as object


@pytest.mark.parametrize("content", [None, "[]", "", '["10.0.1.1"', '{"a": 1}', '[""]', "[1]"])
def test_a_list_of_masters_that_is_none_is_unreadable(node: NodeTree, content: str | None) -> None:
    if content is not None:
        node.write("opt/mesosphere/etc/master_list", content)

    with pytest.raises(Unreadable):
        node.ask("master-list")
