"""A directory of saved files may be enormous or hostile: every file has its bytes or its reason."""

from __future__ import annotations

import gzip
import os
import stat
import zipfile
from pathlib import Path

import pytest

from dcos_upgrade.adapters.saved_directory import Limits, Saved, saved_files
from dcos_upgrade.core.error import Usage


def only(directory: Path, **limits: int) -> Saved:
    (found,) = saved_files(directory, Limits(**limits))
    return found


def bundle(directory: Path, entries: dict[str, bytes]) -> Path:
    path = directory / "bundle.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, body in entries.items():
            opened.writestr(name, body)
    return path


def test_files_come_in_the_order_of_their_paths_headers_before_their_answer(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/state.json", "b/state.headers.json", "a.txt"):
        (tmp_path / name).write_text("{}")

    assert [each.path for each in saved_files(tmp_path)] == ["a.txt", "b/state.headers.json", "b/state.json"]


def test_entries_of_a_bundle_are_files_below_it(tmp_path: Path) -> None:
    bundle(tmp_path, {"10.0.0.1_master/state.json": b"{}", "summary": b"[]"})

    found = list(saved_files(tmp_path))

    assert [(each.path, each.body) for each in found] == [
        ("bundle.zip/10.0.0.1_master/state.json", b"{}"),
        ("bundle.zip/summary", b"[]"),
    ]


def test_a_packed_log_in_a_bundle_is_unpacked(tmp_path: Path) -> None:
    bundle(tmp_path, {"unit.service.gz": gzip.compress(b"a line")})

    assert only(tmp_path).body == b"a line"


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "..\\outside"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    bundle(tmp_path, {name: b"{}"})

    found = only(tmp_path)

    assert "leads out" in found.refused
    assert found.body == b""


def test_a_bomb_is_refused_by_how_much_it_grows(tmp_path: Path) -> None:
    bundle(tmp_path, {"bomb": bytes(8 * 1024 * 1024)})

    assert "zip bomb" in only(tmp_path).refused


def test_a_bomb_in_gzip_is_refused_at_its_bound(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(1024 * 1024)))

    assert only(tmp_path, entry=1000).refused == "more than 1000 bytes when unpacked: not read"


def test_an_entry_above_the_bound_is_refused_and_the_bound_is_named(tmp_path: Path) -> None:
    bundle(tmp_path, {"big": os.urandom(2000)})

    assert only(tmp_path, entry=1000).refused == "larger than 1000 bytes when unpacked: not read"


def test_all_entries_together_are_bounded(tmp_path: Path) -> None:
    bundle(tmp_path, {"a": os.urandom(900), "b": os.urandom(900)})

    first, second = saved_files(tmp_path, Limits(whole=1000))

    assert len(first.body) == 900
    assert second.refused == "larger than 100 bytes when unpacked: not read"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    bundle(tmp_path, {str(number): b"{}" for number in range(4)})

    assert only(tmp_path, entries=3).refused == "more than 3 entries: not read"


def test_too_many_files_are_refused_with_the_number(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / str(number)).write_text("{}")

    *_, last = saved_files(tmp_path, Limits(files=2))

    assert "more than 2 files" in last.refused


def test_a_file_above_the_bound_is_refused_and_the_bound_is_named(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 11)

    assert only(tmp_path, file=10).refused == "larger than 10 bytes: not read"


def test_a_bundle_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = bundle(tmp_path, {"a": os.urandom(900)})
    path.write_bytes(path.read_bytes()[:400])

    assert "damaged or cut off" in only(tmp_path).refused


def test_a_bundle_in_a_bundle_is_refused(tmp_path: Path) -> None:
    inner = bundle(tmp_path, {"a": b"{}"}).read_bytes()
    bundle(tmp_path, {"inner.zip": inner})

    assert "a zip file in a zip file" in only(tmp_path).refused


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")

    found = only(tmp_path)

    assert "not followed" in found.ignored
    assert found.body == b""


def test_a_link_in_a_bundle_is_not_followed(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bundle.zip", "w") as opened:
        opened.writestr(entry, "/etc/passwd")

    assert "not followed" in only(tmp_path).ignored


def test_no_directory_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(Usage):
        list(saved_files(tmp_path / "nowhere"))
