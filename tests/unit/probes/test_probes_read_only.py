"""The commands of the probes only read: which programs they call, where their output goes, and no file that they change."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dcos_upgrade import probes
from dcos_upgrade.core.probe import Command, Probe

READERS = frozenset(
    [
        "[",
        ".",
        "cat",
        "command",
        "cut",
        "date",
        "df",
        "docker",
        "du",
        "echo",
        "exit",
        "export",
        "find",
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
        "systemctl",
        "tail",
        "test",
        "timeout",
        "tr",
        "true",
        "uname",
        "wc",
    ]
)
"""Programs that change nothing in the way in which they are called; docker, find, sed and systemctl are looked at below."""
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


def programs(text: str) -> Iterator[str]:
    for part in SEPARATORS.split(unquoted(text).replace('"', " ")):
        if part.split()[:1] in (["for"], ["case"]):
            continue
        words = [word for word in part.split() if word not in KEYWORDS]
        while words and re.match(r"^[A-Za-z_][A-Za-z0-9_]*=", words[0]):
            words.pop(0)
        if words:
            yield words[0]


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_nothing_is_written_to_a_file(probe: Probe):
    rest = re.sub(r"[0-9]*>&[0-9]|[0-9]*>\s*/dev/null", "", re.sub(r"'[^']*'", "", text_of(probe)))

    assert ">" not in rest


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_no_program_is_called_that_changes_anything(probe: Probe):
    text = text_of(probe)

    assert not re.search(
        r"\b(rm|mv|cp|ln|mkdir|rmdir|touch|tee|dd|chmod|chown|kill|pkill|reboot|install|truncate)\b ", unquoted(text)
    )
    assert not re.search(r"\bsed\b[^;|]* -(?:i|-in-place)", text)
    assert not re.search(r"\bfind\b[^;|]* -(?:delete|exec|ok|fprint|fls)", text)
    assert not re.search(r"\bsystemctl (?!show|--version|is-|list-|status|cat)", text)
    assert not re.search(r"\bjournalctl\b[^;|]* --(?:vacuum|rotate|flush|sync|update)", text)
    assert not re.search(r"\bdocker (?!version|info|ps|images|inspect|>)", text.replace("-v docker ", ""))
    assert not re.search(r"\bpkgpanda (?!list|show|--)", text)


def test_the_guard_sees_a_command_that_writes():
    assert "rm" in set(programs("f=/tmp/x; [ -e $f ] && rm -f $f"))
    assert set(programs('echo "$(cat /a | grep b)"')) == {"echo", "cat", "grep"}


@pytest.mark.parametrize("probe", COMMANDS, ids=lambda probe: probe.id)
def test_every_program_is_one_that_reads(probe: Probe):
    called = {
        word for word in programs(text_of(probe)) if not OWN.match(word) and not word.startswith(("$", "-", "''"))
    }

    assert called - READERS == set()
