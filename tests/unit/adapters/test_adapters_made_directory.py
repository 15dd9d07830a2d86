"""A directory is written whole or not at all, and nobody else's files are taken away for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade.adapters.made_directory import INDEX, write_directory
from dcos_upgrade.core.error import Broken, Refused

FILES = {"a.txt": b"1", "b.txt": b"2"}


def names(place: Path) -> set[str]:
    return {each.name for each in place.iterdir()}


def test_the_files_are_there_and_nothing_beside_them(tmp_path: Path):
    found = write_directory(tmp_path / "new" / "out", FILES)

    assert [file.read_bytes() for file in found] == [b"1", b"2"]
    assert names(tmp_path / "new") == {"out"}


def test_everybody_may_read_what_is_made_to_be_handed_on(tmp_path: Path):
    found = write_directory(tmp_path / "out", FILES)

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755
    assert {file.stat().st_mode & 0o777 for file in found} == {0o644}


def test_our_own_directory_is_replaced_as_a_whole(tmp_path: Path):
    write_directory(tmp_path / "out", FILES)

    write_directory(tmp_path / "out", {"c.txt": b"3"})

    assert names(tmp_path / "out") == {"c.txt", INDEX}
    assert names(tmp_path) == {"out"}


def test_an_empty_directory_is_taken(tmp_path: Path):
    (tmp_path / "out").mkdir()

    write_directory(tmp_path / "out", FILES)

    assert names(tmp_path / "out") == {*FILES, INDEX}


@pytest.mark.parametrize("ours", [False, True])
def test_a_file_of_somebody_else_is_kept_and_the_directory_refused(tmp_path: Path, ours: bool):
    if ours:
        write_directory(tmp_path / "out", FILES)
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out" / "thesis.txt").write_text("years of work")
    before = names(tmp_path / "out")

    with pytest.raises(Refused):
        write_directory(tmp_path / "out", {"c.txt": b"3"})

    assert names(tmp_path / "out") == before
    assert names(tmp_path) == {"out"}


@pytest.mark.parametrize("index", ["", "{", "[]", '{"schema": "another/1", "files": {}}'])
def test_an_index_that_is_not_ours_makes_nothing_ours(tmp_path: Path, index: str):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / INDEX).write_text(index)

    with pytest.raises(Refused):
        write_directory(tmp_path / "out", FILES)


def test_a_file_in_the_place_of_the_directory_is_refused(tmp_path: Path):
    (tmp_path / "out").write_text("a file")

    with pytest.raises(Refused):
        write_directory(tmp_path / "out", FILES)


def test_what_cannot_be_written_leaves_the_old_directory_and_no_remains(tmp_path: Path):
    write_directory(tmp_path / "out", FILES)

    with pytest.raises(Broken):
        write_directory(tmp_path / "out", {"c.txt": b"3", "no/such/folder": b"4"})

    assert names(tmp_path / "out") == {*FILES, INDEX}
    assert names(tmp_path) == {"out"}


def test_a_file_that_came_in_while_the_directory_was_replaced_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    place = tmp_path / "out"
    write_directory(place, FILES)
    rename = Path.rename

    def late(path: Path, target: Path) -> Path:
        if path == place:
            (place / "late.txt").write_text("just now")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", late)
    write_directory(place, {"c.txt": b"3"})

    assert names(place) == {"c.txt", INDEX}
    assert [path.read_text() for path in tmp_path.rglob("late.txt")] == ["just now"]
