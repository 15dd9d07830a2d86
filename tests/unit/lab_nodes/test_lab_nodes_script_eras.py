"""The node upgrade script of each era as bash runs it: what it calls, what it shows, how it ends.

Only its surroundings are stubs: pkgpanda, the two check tools, the Exhibitor migration, `id`.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dcos_upgrade.lab.nodes.script import upgrade_script

SOURCE = "1.8.9"
CHECKED = ("1.10.7", "1.11.2", "1.11.3", "1.11.10")
VOID = ("1.12.3", "1.13.9", "2.0.6", "2.1.1", "2.1.2", "2.2.1")
ALL = ("1.9.10", *CHECKED, *VOID)
RUNNER_BEFORE_1_13 = '[ $# -ne 2 ] && echo \'{"status":0,"checks":{}}\' && exit 0\nexit "$(cat "$0.status")"'


class Node:
    """A directory in place of a node's root, with every call of its programs written down."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.calls_file = root / "calls"
        self.calls_file.touch()
        self.write("opt/mesosphere/environment.export", f"export PATH={root}/opt/mesosphere/bin:{os.environ['PATH']}\n")
        self.write("opt/mesosphere/etc/dcos-version.json", f'{{\n  "version": "{SOURCE}"\n}}\n')
        self.write("etc/mesosphere/roles/slave", "")
        for folder in ("var/lib/dcos", "etc/profile.d"):
            (root / folder).mkdir(parents=True)
        self.program("pkgpanda", 'echo "output of pkgpanda"')
        self.program("dcos-shell", 'exec "$@"')
        self.program("id", "echo 0")

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def program(self, name: str, body: str) -> None:
        path = f"opt/mesosphere/bin/{name}"
        self.write(path, f'#!/bin/bash\necho "{name} $*" >>{self.calls_file}\n{body}\n')
        (self.root / path).chmod(0o755)

    def checks(self, tool: str, status: int, *, body: str = 'exit "$(cat "$0.status")"') -> None:
        """A check tool whose real calls end with this status."""
        self.write("opt/mesosphere/etc/dcos-diagnostics-runner-config.json", "{}")
        self.write(f"opt/mesosphere/bin/{tool}.status", str(status))
        self.program(tool, body)

    def run(
        self, target: str, *arguments: str, attempts: int = 3, seconds: float = 20
    ) -> subprocess.CompletedProcess[str]:
        text = upgrade_script(SOURCE, target, bootstrap_url="http://127.9.9.250", time_factor=0.001)
        for top in ("/opt/mesosphere", "/etc/mesosphere", "/etc/profile.d", "/var/lib/dcos"):
            text = text.replace(top, f"{self.root}{top}")
        self.write("up.sh", text.replace("attempts=300", f"attempts={attempts}"))
        command = ["bash", str(self.root / "up.sh"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)

    def called(self, *names: str) -> list[str]:
        lines = self.calls_file.read_text().replace(str(self.root), "").splitlines()
        return [line for line in lines if line.split()[0] in names]

    @property
    def verbs(self) -> list[str]:
        """What pkgpanda was told, without package ids."""
        return [" ".join(word for word in line.split()[1:] if "--" not in word[1:]) for line in self.called("pkgpanda")]


@pytest.fixture
def node(tmp_path: Path) -> Node:
    return Node(tmp_path)


def test_1_9_checks_nothing(node: Node) -> None:
    node.checks("dcos-diagnostics", 2)

    assert node.run("1.9.10").returncode == 0
    assert node.called("dcos-diagnostics") == []


@pytest.mark.parametrize("target", CHECKED)
def test_1_10_and_1_11_run_both_kinds_of_checks_before_and_after(node: Node, target: str) -> None:
    node.checks("dcos-diagnostics", 0)

    assert node.run(target).returncode == 0
    kinds = ["dcos-diagnostics check node-poststart", "dcos-diagnostics check cluster"]
    assert node.called("dcos-diagnostics") == kinds * 2


@pytest.mark.parametrize("target", CHECKED)
def test_1_10_and_1_11_touch_nothing_when_the_checks_fail_before(node: Node, target: str) -> None:
    node.checks("dcos-diagnostics", 2)

    assert node.run(target).returncode == 1
    assert node.called("pkgpanda") == []


@pytest.mark.parametrize("target", CHECKED)
def test_1_10_and_1_11_check_only_where_a_runner_is_configured_before(node: Node, target: str) -> None:
    node.checks("dcos-diagnostics", 0)
    (node.root / "opt/mesosphere/etc/dcos-diagnostics-runner-config.json").unlink()

    assert node.run(target).returncode == 0
    assert len(node.called("dcos-diagnostics")) == 2


@pytest.mark.parametrize(("target", "told"), [("1.10.7", False), ("1.11.2", False), ("1.11.3", True)])
def test_checks_that_never_pass_after_end_with_1_and_words_from_1_11_3_only(
    node: Node, target: str, told: bool
) -> None:
    node.checks("dcos-diagnostics", 2)
    (node.root / "opt/mesosphere/etc/dcos-diagnostics-runner-config.json").unlink()

    done = node.run(target)

    assert done.returncode == 1
    assert ("Node upgrade not successful, checks failed" in done.stderr) is told
    assert len(node.called("dcos-diagnostics")) == 3


@pytest.mark.parametrize("target", VOID)
def test_from_1_12_the_checks_are_two_calls_that_name_no_check(node: Node, target: str) -> None:
    node.checks("dcos-check-runner", 2, body=RUNNER_BEFORE_1_13)

    done = node.run(target)

    runner = "/opt/mesosphere/bin/dcos-check-runner"
    assert node.called("dcos-check-runner") == [
        "dcos-check-runner check node-poststart cluster",
        f"dcos-check-runner check node-poststart && {runner} check cluster",
    ]
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("target", VOID)
def test_from_1_12_a_node_without_the_new_runner_is_asked_by_the_old_one_before(node: Node, target: str) -> None:
    node.checks("dcos-diagnostics", 2, body=RUNNER_BEFORE_1_13)
    node.program("pkgpanda", f'[ "$1" != activate ] || : >"{node.root}/activated"')

    node.run(target)

    assert node.called("dcos-diagnostics")[0] == "dcos-diagnostics check node-poststart cluster"
    assert (node.root / "activated").exists()


@pytest.mark.parametrize("target", CHECKED + VOID)
def test_checks_can_be_skipped(node: Node, target: str) -> None:
    node.checks("dcos-diagnostics", 2)
    node.checks("dcos-check-runner", 2)

    assert node.run(target, "--skip-checks").returncode == 0
    assert node.called("dcos-diagnostics", "dcos-check-runner") == []


@pytest.mark.parametrize("target", ALL)
def test_what_pkgpanda_says_is_shown_by_1_9_and_from_1_11_when_asked_for(node: Node, target: str) -> None:
    plain = node.run(target, "--skip-checks").stdout
    verbose = node.run(target, "--skip-checks", "--verbose").stdout

    said = "output of pkgpanda"
    expected = {"1.9.10": (True, True), "1.10.7": (False, False)}.get(target, (False, True))
    assert (said in plain, said in verbose) == expected


@pytest.mark.parametrize("target", ALL)
def test_an_unknown_option_is_refused_from_1_13_and_ignored_before(node: Node, target: str) -> None:
    refuses = target in VOID[1:]
    node.checks("dcos-diagnostics", 0)
    node.checks("dcos-check-runner", 0)

    done = node.run(target, "--frobnicate")

    assert (done.returncode, "Usage:" in done.stdout) == ((1, True) if refuses else (0, False))
    assert bool(node.called("pkgpanda")) is not refuses


@pytest.mark.parametrize("target", VOID[1:])
def test_a_bare_word_makes_it_loop_for_ever_from_1_13(node: Node, target: str) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        node.run(target, "please", seconds=1)

    assert node.called("pkgpanda") == []


def test_a_bare_word_is_ignored_before_1_13(node: Node) -> None:
    assert node.run("1.12.3", "please", "--skip-checks").returncode == 0


@pytest.mark.parametrize("target", ALL)
def test_activate_waits_for_the_units_from_2_1_2(node: Node, target: str) -> None:
    node.run(target, "--skip-checks")

    waits = target in {"2.1.2", "2.2.1"}
    assert node.verbs[-1] == ("activate" if waits else "activate --no-block")


@pytest.mark.parametrize("target", ALL)
def test_a_node_of_another_release_is_refused(node: Node, target: str) -> None:
    node.write("opt/mesosphere/etc/dcos-version.json", '{"version": "1.8.8"}')

    done = node.run(target)

    assert done.returncode == 1
    assert f"Expecting to upgrade DC/OS from {SOURCE} to {target}. Version found on node: 1.8.8" in done.stdout


@pytest.mark.parametrize("target", ALL)
@pytest.mark.parametrize("roles", [(), ("slave", "master")], ids=["none", "two"])
def test_a_node_without_one_role_is_refused(node: Node, target: str, roles: tuple[str, ...]) -> None:
    (node.root / "etc/mesosphere/roles/slave").unlink()
    for role in roles:
        node.write(f"etc/mesosphere/roles/{role}", "")

    done = node.run(target, "--skip-checks")

    assert done.returncode == 1
    assert "Can't determine this node's role" in done.stdout


@pytest.mark.parametrize(("status", "ends"), [(0, 0), (4, 0), (2, 1), (8, 1), (16, 1)])
def test_masters_of_1_9_move_exhibitors_data_and_end_as_that_ends(node: Node, status: int, ends: int) -> None:
    (node.root / "etc/mesosphere/roles/slave").unlink()
    node.write("etc/mesosphere/roles/master", "")
    node.program("dcos-exhibitor-migrate-perform", f"exit {status}")

    assert node.run("1.9.10").returncode == ends
    assert len(node.called("dcos-exhibitor-migrate-perform")) == 1


def test_masters_of_1_9_ask_exhibitor_again_until_it_answers(node: Node) -> None:
    (node.root / "etc/mesosphere/roles/slave").unlink()
    node.write("etc/mesosphere/roles/master", "")
    node.program("dcos-exhibitor-migrate-perform", f'[ "$(grep -c migrate {node.calls_file})" -ge 6 ]')

    assert node.run("1.9.10").returncode == 0
    assert len(node.called("dcos-exhibitor-migrate-perform")) == 3
