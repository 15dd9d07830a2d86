"""A snapshot as one archive: what goes in comes out, nothing is unpacked, and an archive of somebody else is refused."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import cluster_facts as facts
import pytest
import zstandard

from dcos_upgrade import probes
from dcos_upgrade.adapters import snapshot_archive
from dcos_upgrade.adapters.snapshot_archive import place_of, read_member
from dcos_upgrade.adapters.snapshot_directory import NAME, read_snapshot, write_snapshot
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable, Usage
from dcos_upgrade.core.plan import Pacing

SNAPSHOT = facts.snapshot(facts.healthy())


def captured(out: Path) -> Path:
    with place_of(out) as place:
        (place / "evidence").mkdir(parents=True)
        (place / "evidence" / "a.zst").write_bytes(b"raw")
        write_snapshot(place, SNAPSHOT, pacing=Pacing(), tool_version="0", cluster_id="c")
    return out


def packed(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for member, body in members:
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    path.write_bytes(zstandard.ZstdCompressor().compress(buffer.getvalue()))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    made.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    return made


def test_an_archive_and_a_directory_hold_the_same(tmp_path: Path):
    archive, directory = captured(tmp_path / "a.tar.zst"), captured(tmp_path / "d")

    assert read_snapshot(archive, probes.discover()) == read_snapshot(directory, probes.discover())
    assert read_member(archive, NAME, limit=1 << 20) == (directory / NAME).read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.tar.zst", "d"]


def test_it_is_readable_by_its_owner_only_and_so_is_what_is_in_it(tmp_path: Path):
    archive = captured(tmp_path / "a.tar.zst")

    data = zstandard.ZstdDecompressor().decompressobj().decompress(archive.read_bytes())
    with tarfile.open(fileobj=io.BytesIO(data)) as found:
        members = found.getmembers()
    assert archive.stat().st_mode & 0o777 == 0o600
    assert {(each.mode, each.uname) for each in members} == {(0o600, "")}
    assert [each.name for each in members] == ["a/evidence/a.zst", f"a/{NAME}"]


def test_one_that_is_there_is_kept_and_a_capture_that_breaks_leaves_nothing(tmp_path: Path):
    archive = captured(tmp_path / "a.tar.zst")
    before = archive.read_bytes()

    with pytest.raises(Refused):
        captured(archive)
    with pytest.raises(ValueError), place_of(tmp_path / "b.tar.zst"):
        raise ValueError

    assert archive.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.tar.zst"]


@pytest.mark.parametrize(
    "strange",
    [
        member("/etc/snapshot.json"),
        member("a/../../snapshot.json"),
        member("a/link", tarfile.SYMTYPE),
        member("a/hard", tarfile.LNKTYPE),
        member("a/device", tarfile.CHRTYPE),
        member("a/pipe", tarfile.FIFOTYPE),
    ],
    ids=lambda each: each.name,
)
def test_a_member_that_is_not_ours_makes_the_whole_archive_refused(tmp_path: Path, strange: tarfile.TarInfo):
    archive = packed(tmp_path / "x.tar.zst", (member(f"a/{NAME}"), b"{}"), (strange, b""))

    with pytest.raises(Refused):
        read_snapshot(archive, probes.discover())


def test_too_many_members_and_too_many_bytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    archive = captured(tmp_path / "a.tar.zst")

    monkeypatch.setattr(snapshot_archive, "MOST_MEMBERS", 1)
    with pytest.raises(Refused):
        read_snapshot(archive, probes.discover())
    monkeypatch.setattr(snapshot_archive, "MOST_MEMBERS", 10)
    monkeypatch.setattr(snapshot_archive, "MOST_BYTES", 10)
    with pytest.raises(Refused):
        read_snapshot(archive, probes.discover())
    with pytest.raises(DcosUpgradeError):
        read_member(archive, NAME, limit=1)


def test_what_is_no_archive_is_told_apart(tmp_path: Path):
    whole = captured(tmp_path / "a.tar.zst").read_bytes()
    (tmp_path / "torn.tar.zst").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar.zst").write_bytes(b"not an archive")
    packed(tmp_path / "empty.tar.zst", (member("a/other"), b"x"))

    for name, error in {"torn": Unreadable, "text": Unreadable, "empty": Refused, "nowhere": Usage}.items():
        with pytest.raises(error):
            read_snapshot(tmp_path / f"{name}.tar.zst", probes.discover())
