"""The lab's odd login shell takes what every shell reads alike, and nothing else."""

import subprocess

import pytest

from dcos_upgrade.lab.nodes.templates import text


def odd_shell(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", text("odd_shell.sh"), "odd-shell", command], capture_output=True, text=True)


@pytest.mark.parametrize("command", ["echo here", "/bin/sh -c 'echo a\"\"b; exit 3'", "env LC_ALL=C echo here | cat"])
def test_plain_words_and_quotes_are_taken_and_shown(command: str):
    done = odd_shell(command)

    assert done.stdout
    assert done.stderr == f"{command}\n"


@pytest.mark.parametrize(
    "command",
    ["echo $HOME", "echo `id`", "echo a\\ b", "echo hi!", "echo a\necho b", "(echo a)", "echo {a,b}", "a=1 && echo"],
)
def test_what_csh_or_fish_read_in_another_way_is_not_run(command: str):
    done = odd_shell(command)

    assert (done.returncode, done.stdout) == (127, "")
