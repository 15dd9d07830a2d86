"""What crosses between shims and world, and templates."""

from __future__ import annotations

import subprocess

import pytest

from dcos_upgrade.lab.contract import ShimAnswer
from dcos_upgrade.lab.nodes.templates import filled
from dcos_upgrade.lab.nodes.world_socket import as_shell

NASTY = 'it\'s $HOME `id` "quoted" \\ * ; exit 0 # ä\n\n'


def test_an_answer_is_printed_untouched_and_never_run() -> None:
    text = as_shell(ShimAnswer(status=3, stdout=NASTY, stderr="2" + NASTY))

    done = subprocess.run(["bash", "-c", 'eval "$1"', "shim", text], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (3, NASTY, "2" + NASTY)


def test_a_template_without_a_value_never_reaches_a_node() -> None:
    with pytest.raises(KeyError, match="tells"):
        filled("packages/program.sh", release="1.9.9")


def test_sudo_forgets_its_own_options_and_runs_the_rest() -> None:
    program = filled("shims/sudo.sh")
    arguments = ["-n", "-E", "-u", "root", "A=b", "sh", "-c", "echo $A; exit 4"]

    done = subprocess.run(["bash", "-c", program, "sudo", *arguments], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (4, "b\n")
