"""What people type in for the worksheets: racks and support cases, read or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade.adapters.rack_mapping import read_rack_mapping
from dcos_upgrade.adapters.support_cases import read_support_cases, typed_cases
from dcos_upgrade.core.error import Refused, Unreadable, Usage
from dcos_upgrade.worksheets import SupportCase


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "given.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "r1: [10.0.2.1, a2]\n2: [a3]\n",
        "racks:\n  r1:\n    - 10.0.2.1\n    - a2\n  '2': [a3]\n",
        "10.0.2.1: r1\na2: r1\na3: 2\n",
        '{"r1": ["10.0.2.1", "a2"], "2": ["a3"]}',
    ],
)
def test_racks_may_be_given_either_way_round(tmp_path: Path, text: str):
    assert read_rack_mapping(written(tmp_path, text)) == {"10.0.2.1": "r1", "a2": "r1", "a3": "2"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("r1: [a1]\nr2: [a1]\n", Refused),
        ("- a1\n", Refused),
        ("", Refused),
        ("r1: [[a1]]\n", Refused),
        ("r1: {a: b}\n", Refused),
        ("r1: ['']\n", Refused),
        ("r1: [a1\n", Unreadable),
        (b"\xff\xfe\x00", Unreadable),
        ("[" * 5000, Unreadable),
        ("!!python/object/apply:os.system ['true']\n", Unreadable),
    ],
)
def test_a_mapping_of_another_form_is_refused_or_unreadable(tmp_path: Path, text: str | bytes, error: type[Exception]):
    with pytest.raises(error):
        read_rack_mapping(written(tmp_path, text))


def test_cases_of_a_file_are_read_with_what_they_leave_out(tmp_path: Path):
    path = written(tmp_path, "- {id: 12345, title: masters slow, state: open}\n- id: OPS-1\n")

    assert read_support_cases(path) == (
        SupportCase(id="12345", title="masters slow", state="open"),
        SupportCase(id="OPS-1"),
    )


def test_an_empty_list_of_cases_says_that_there_is_none(tmp_path: Path):
    assert read_support_cases(written(tmp_path, "[]\n")) == ()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", Refused),
        ("id: 1\n", Refused),
        ("- {id: 1, owner: me}\n", Refused),
        ("- {title: x}\n", Refused),
        ("- [\n", Unreadable),
    ],
)
def test_a_file_of_cases_of_another_form_is_refused_or_unreadable(tmp_path: Path, text: str, error: type[Exception]):
    with pytest.raises(error):
        read_support_cases(written(tmp_path, text))


def test_files_that_are_not_there_are_a_wrong_call(tmp_path: Path):
    for read in (read_rack_mapping, read_support_cases):
        with pytest.raises(Usage):
            read(tmp_path / "nothing.yaml")


@pytest.mark.parametrize(
    ("typed", "cases"),
    [
        ((), None),
        (("none",), ()),
        (
            ("12345: masters slow: again", "OPS-1"),
            (SupportCase(id="12345", title="masters slow: again"), SupportCase(id="OPS-1")),
        ),
    ],
)
def test_cases_on_the_command_line(typed: tuple[str, ...], cases: tuple[SupportCase, ...] | None):
    assert typed_cases(typed) == cases
