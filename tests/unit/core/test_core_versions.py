"""Versions of the tool: what each has written is read by every later one, and nothing of a later one is read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from recording_a_run import came_to

from dcos_upgrade.core.journal import Entry, broken_link
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.core.tool_version import why_not_read
from dcos_upgrade.engine.state import fold
from dcos_upgrade.planning.read import read_plan

RECORDED = sorted((Path(__file__).parents[2] / "cases" / "versions").iterdir())


def entries_of(folder: Path) -> tuple[Entry, ...]:
    lines = (folder / "journal.jsonl").read_bytes().splitlines()
    return tuple(msgspec.json.decode(line, type=Entry) for line in lines)


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_a_recorded_journal_is_still_a_whole_chain(folder: Path):
    entries = entries_of(folder)

    assert len({type(entry.event) for entry in entries}) >= 24
    assert broken_link(entries) is None


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_a_recorded_journal_still_comes_to_the_same(folder: Path):
    came = msgspec.json.decode(canonical(came_to(fold(entries_of(folder)))))

    assert came == msgspec.json.decode((folder / "state.json").read_bytes())


@pytest.mark.parametrize("folder", RECORDED, ids=lambda folder: folder.name)
def test_a_recorded_plan_is_still_read_with_the_same_digest(folder: Path):
    data = (folder / "plan.json").read_bytes()

    assert read_plan(data).digest == msgspec.json.decode(data)["digest"]


@pytest.mark.parametrize(
    ("writer", "present", "why"),
    [
        ("0.1.0", "0.1.0", ""),
        ("0.1.9", "0.1.0", ""),
        ("0.1.0", "0.2.0", ""),
        ("0.9.1", "0.10.0", ""),
        ("0.2.0", "0.1.7", "dcos-upgrade 0.2.0 wrote it, this is 0.1.7"),
        ("1.0.0rc1", "0.10.0", "dcos-upgrade 1.0.0rc1 wrote it"),
        ("0.2rc1", "0.1.0", "dcos-upgrade 0.2rc1 wrote it"),
        ("0.2-dev", "0.1.0", "dcos-upgrade 0.2-dev wrote it"),
        ("0.2+site", "0.1.0", "dcos-upgrade 0.2+site wrote it"),
        ("v0.2.0", "0.1.0", "dcos-upgrade v0.2.0 wrote it"),
        ("0.1.1rc1", "0.1.0", ""),
        ("0.0.9", "0.1.0", "reads nothing from before 0.1"),
        ("a build", "0.1.0", ""),
    ],
)
def test_a_later_minor_reads_an_earlier_one_and_never_the_other_way_round(writer: str, present: str, why: str):
    assert (why in why_not_read(writer, present)) if why else (why_not_read(writer, present) == "")
