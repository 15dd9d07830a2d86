"""The commands of the probes only read: which programs they call, where their output goes, and no file that they change."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dcos_upgrade import probes
from dcos_upgrade.core.probe import Command, Probe

READERS = frozenset(
    {
        "[",
        ":",
        ".",
        "awk",
        "break",
        "cat",
        "cmp",
        "command",
        "continue",
        "cut",
        "date",
        "df",
        "docker",
        "du",
        "echo",
        "exit",
        "export",
        "false",
        "find",
        "findmnt",
        "getconf",
        "getenforce",
        "grep",
        "head",
        "id",
        "journalctl",
        "ls",
        "printf",
        "read",
        "readlink",
        "return",
        "sed",
        "set",
        "sha256sum",
        "shift",
        "sort",
        "stat",
        "sysctl",
        "systemctl",
        "tail",
        "test",
        "timedatectl",
        "timeout",
        "tr",
        "true",
        "uname",
        "wc",
        "xfs_info",
    }
)
"""Programs that change nothing in the way in which they are called; some are looked at more closely below."""
OWN = re.compile(r"^\"?\$(?:bound|f|bin|\{?bin\}?)\b|^\"?\$bin/|^\$f\b|^/opt/mesosphere/bin/")
"""Programs of DC/OS itself: the vendor's checks, the version of Mesos, the site's ip-detect."""
KEYWORDS = {
    "if",
    "then",
    "else",
    "elif",
    "fi",
    "for",
    "do",
    "done",
    "case",
    "esac",
    "while",
    "{",
    "}",
    "!",
    "in",
    ";;",
    "break",
    "continue",
}
SEPARATORS = re.compile(r"\$\(|\|\||&&|[;|&\n(){}`]")
COMMANDS = [probe for probe in probes.known().values() if isinstance(probe.question, Command)]


def text_of(probe: Probe) -> str:
    assert isinstance(probe.question, Command)
    return probe.question.text


def unquoted(text: str) -> str:
    """Without what is no command: single quotes, redirections to nowhere, expansions, templates, patterns of a case."""
    text = re.sub(r"'[^']*'", "''", text)
    text = re.sub(r"[0-9]*>&[0-9]|[0-9]*>\s*/dev/null", "", text)
    text = re.sub(r"\{\{[^}]*\}\}|\$\{[^}]*\}", "$x", text)
    text = re.sub(r"\bcase [^;]*? in\b", ";;", text)
    text = re.sub(r";;\s*[\w*| ]+\)", ";", text)
    return re.sub(r"\\.", "", text)


def calls(text: str) -> Iterator[list[str]]:
    """The words of every call, the program first."""
    for part in SEPARATORS.split(unquoted(text).replace('"', " ")):
        if part.split()[:1] in (["for"], ["case"]):
            continue
        words = [word for word in part.split() if word not in KEYWORDS]
        while words and re.match(r"^[A-Za-z_][A-Za-z0-9_]*=", words[0]):
            words.pop(0)
        if words and not words[0].startswith("*"):
            yield words


def programs(text: str) -> set[str]:
    return {words[0] for words in calls(text)}


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_nothing_is_written_to_a_file(probe: Probe):
    rest = re.sub(r"[0-9]*>&[0-9]|[0-9]*>\s*/dev/null", "", re.sub(r"'[^']*'", "", text_of(probe)))

    assert ">" not in rest


ONLY = {
    "timedatectl": {"show", "status"},
    "docker": {"version", "info", "ps", "images", "inspect"},
    "systemctl": {"show", "--version", "is-active", "is-enabled", "list-units", "status", "cat"},
}
"""Of these, the verbs that read."""
NEVER = {
    "find": ("-delete", "-exec", "-ok", "-fprint", "-fls"),
    "journalctl": ("--vacuum", "--rotate", "--flush", "--sync", "--update"),
    "sed": ("-i", "--in-place"),
    "sort": ("-o", "--output"),
    "sysctl": ("-w", "--write", "-p", "--load"),
}
"""Of these, the words that write."""


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_what_could_write_is_called_so_that_it_reads(probe: Probe):
    assert [words for words in calls(text_of(probe)) if writes(words)] == []


def writes(words: list[str]) -> bool:
    bound = words[1:] if words[0] == "$bound" else words
    program, *rest = bound or [""]
    if program in ONLY:
        return rest[:1] == [] or rest[0] not in ONLY[program]
    return any(word.startswith(NEVER.get(program, ())) for word in rest)


@pytest.mark.parametrize(
    "call", ["docker rm x", "$bound docker restart", "systemctl stop dcos-x", "sed -i s/a/b/ f", "find / -delete"]
)
def test_the_guard_sees_a_call_that_writes(call: str):
    assert [words for words in calls(call) if writes(words)]


def test_the_guard_sees_each_program():
    assert "rm" in programs("f=/tmp/x; [ -e $f ] && rm -f $f")
    assert programs('echo "$(cat /a | grep b)"') == {"echo", "cat", "grep"}


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_every_program_is_one_that_reads(probe: Probe):
    called = {
        word for word in programs(text_of(probe)) if not OWN.match(word) and not word.startswith(("$", "-", "''"))
    }

    assert called - READERS == set()
