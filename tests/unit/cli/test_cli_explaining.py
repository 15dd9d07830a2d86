"""Everything that has a name says itself what it is: each kind, each thing of it, each word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.cli import kinds
from dcos_upgrade.cli.explaining import counted, explained
from dcos_upgrade.cli.kind import Kind
from dcos_upgrade.core.error import MEANING, ExitCode, Usage

DESIGN = Path(__file__).parents[3] / "docs" / "explanation" / "design.md"
WORDS = [
    "cluster",
    "node",
    "role",
    "release",
    "minor",
    "patch",
    "edge",
    "hop",
    "route",
    "catalog",
    "risk",
    "rule",
    "refusal",
    "probe",
    "fact",
    "evidence",
    "snapshot",
    "baseline",
    "check",
    "judgement",
    "finding",
    "waiver",
    "plan",
    "digest",
    "stage",
    "wave",
    "step",
    "gate",
    "soak",
    "door",
    "failure budget",
    "signature",
    "quarantine",
    "readmit",
    "halt",
    "pause",
    "in doubt",
    "run",
    "journal",
    "event",
    "drift",
    "lab",
    "world",
    "fault",
    "rehearsal",
    "workbook",
]
KINDS = {
    "release": "1.10.7",
    "minor": "1.10",
    "check": "replog-recovered",
    "gate": "admission",
    "saved answer": "marathon-pod-definition",
    "rule": "not-in-matrix",
    "plan rule": "forward-only",
    "invariant": "agents-not-newer",
    "door": "marathon-state-moved",
    "drift kind": "drift:task",
    "worksheet": "node-rack",
    "condition": "masters-serve",
    "probe": "mesos-slaves",
    "policy rule": "one-minor-at-a-time",
    "risk": "systemd-before-218",
    "version step": "activate-waits-in-2-2",
    "acknowledgement": "toolbox-image",
    "host requirement": "clocks-synchronised",
    "platform": "centos-7.4",
    "fact": "agent.systemd",
    "fault": "disk-full",
    "behaviour": "hold-back",
    "exit code": "3",
    "workbook statement": "W-017",
    "intent rule": "configuration-alone",
    "word": "in doubt",
}


def design_words() -> list[str]:
    """The first column of the design's table of words."""
    table = DESIGN.read_text().partition("## Words")[2].partition("##")[0]
    rows = re.findall(r"^\| (?!Word|---)(.*?) \|", table, re.MULTILINE)
    return [word.strip() for row in rows for word in row.split(",")]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_explains_one_of_its_own(kind: str):
    keys = explained(KINDS[kind]).keys

    assert (keys["kind"], keys["name"]) == (kind, KINDS[kind])
    assert keys["title"] and keys["text"] and keys["source"]


def test_a_policy_rule_names_what_enforces_it():
    text = explained("no-rollback").keys["text"]

    assert "Enforced by rule:downgrade, verb:resume" in text and "every plan judges it" in text


def test_each_kind_has_been_seen():
    assert {kind.name for kind in kinds.discover()} == set(KINDS)


@pytest.mark.parametrize("kind", kinds.discover(), ids=lambda kind: kind.name)
def test_every_single_thing_can_be_explained(kind: Kind):
    empty = [
        name
        for name in kind.names()
        if not all(
            (found := kind.explain(name)) and (found.name, found.title, found.text.strip(), found.source.strip())
        )
    ]

    assert list(kind.names())
    assert empty == []


@pytest.mark.parametrize("word", sorted({*WORDS, *design_words()}))
def test_every_word_of_the_design_is_explained(word: str):
    found = explained(f"word:{word}").keys

    assert found["kind"] == "word"
    assert len(found["text"]) > 20


def test_words_of_the_design_were_read():
    assert len(design_words()) >= 39


@pytest.mark.parametrize("asked", ["in doubt", "in-doubt", "In_Doubt", "word:in doubt"])
def test_a_name_is_found_however_it_is_spelt(asked: str):
    assert explained(asked).keys["name"] == "in doubt"


@pytest.mark.parametrize(("said", "word"), [("host", "node"), ("playbook", "plan"), ("acceptance", "waiver")])
def test_what_others_say_leads_to_the_word(said: str, word: str):
    keys = explained(said).keys

    assert (keys["kind"], keys["name"]) == ("word", word)


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_explained(code: ExitCode):
    by_number, by_words = explained(str(int(code))).keys, explained(f"exit code {int(code)}").keys

    assert by_number == by_words
    assert MEANING[code].lower() in str(by_number["text"]).lower()


def test_a_name_that_several_have_names_the_others_and_a_kind_asks_for_one():
    soak = explained("soak")
    behaviour = explained("behaviour:soak").keys

    assert soak.keys["kind"] == "word"
    assert [each["kind"] for each in soak.keys["also"]] == ["behaviour"]
    assert "also" in soak.text
    assert behaviour["kind"] == "behaviour"


@pytest.mark.parametrize(
    ("asked", "near"), [("replog-recoverd", "replog-recovered"), ("1.10.77", "1.10.7"), ("cannary", "canary")]
)
def test_a_name_that_nothing_has_is_a_usage_error_with_the_nearest_ones(asked: str, near: str):
    with pytest.raises(Usage) as raised:
        explained(asked)

    assert near in raised.value.evidence
    assert raised.value.next_command.startswith("dcos-upgrade explain")


def test_a_name_that_is_near_nothing_leads_to_the_kinds():
    with pytest.raises(Usage) as raised:
        explained("qqqqqqqqqqqq")

    assert (raised.value.evidence, raised.value.next_command) == ("", "dcos-upgrade explain")


def test_without_a_name_the_kinds_are_counted():
    reply = counted()
    rows = {each["kind"]: each for each in reply.keys["kinds"]}

    assert set(rows) == set(KINDS)
    assert rows["release"]["count"] == len(catalog.own().versions) == 81
    assert all(each["count"] and each["meaning"] and each["example"] for each in rows.values())
    assert "81  release" in reply.text
