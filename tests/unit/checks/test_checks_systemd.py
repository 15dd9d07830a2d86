"""systemd on the agents: one that cannot delegate is named before the window."""

from __future__ import annotations

import pytest
from cluster_facts import A1, NOW, healthy, key, scene

from dcos_upgrade.checks import systemd_delegates
from dcos_upgrade.core.check import judge
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.probes import systemd_version
from dcos_upgrade.probes.systemd_version import SystemdVersion


def answer(body: str, status: int = 0) -> Answer:
    return Answer(body=body.encode(), status=status, source="sh", time=NOW)


def of_a1(version: int | None) -> Judgement:
    values = healthy()
    fact = key(systemd_version.PROBE, A1)
    if version is None:
        del values[fact]
    else:
        values[fact] = SystemdVersion(version=version)
    return next(each for each in judge(systemd_delegates.CHECK, scene(values)) if each.subject == A1)


@pytest.mark.parametrize(("version", "verdict"), [(217, Verdict.FAIL), (218, Verdict.PASS), (None, Verdict.UNKNOWN)])
def test_218_is_the_first_that_passes(version: int | None, verdict: Verdict):
    assert of_a1(version).verdict is verdict


def test_a_failure_says_which_version_and_what_follows():
    assert of_a1(208).summary == "systemd 208 is older than 218: all tasks here die when the agent stops"


@pytest.mark.parametrize(
    ("body", "version"), [("systemd 219\n+PAM +AUDIT\n", 219), ("systemd 249 (249.11-0ubuntu3)\n+PAM\n", 249)]
)
def test_the_version_is_in_the_first_line(body: str, version: int):
    assert systemd_version.parse(answer(body)).version == version


@pytest.mark.parametrize("body", ["", "219", "systemd", "systemd ٢١٨", "+PAM\nsystemd 219", "systemd 99999999"])
def test_anything_else_is_no_version(body: str):
    with pytest.raises(Unreadable):
        systemd_version.parse(answer(body))
