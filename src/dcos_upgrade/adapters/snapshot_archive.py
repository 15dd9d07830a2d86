"""A snapshot with its evidence as one ``.tar.zst``: written whole or not at all, and read without unpacking anything onto the disk."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import zstandard

from dcos_upgrade.adapters.files import make_private_directory
from dcos_upgrade.core.error import Broken, Refused, Unreadable, Usage

SUFFIX = ".tar.zst"
MOST_MEMBERS = 2_000_000
"""Evidence of 10,000 nodes, and as much again."""
MOST_BYTES = 64 * 1024 * 1024 * 1024
"""Unpacked, all members together."""


def is_archive(path: Path) -> bool:
    return path.name.endswith(SUFFIX)


@contextmanager
def place_of(out: Path) -> Iterator[Path]:
    """The directory to write a snapshot into. For a name that ends with ``.tar.zst`` it is packed at the end, and gone.

    Raises Refused where such an archive is there already, Broken when it cannot be written; then nothing is left.
    """
    if not is_archive(out):
        yield out
        return
    if out.exists():
        raise Refused("there is something here already", where=str(out), next_command="name another --out")
    make_private_directory(out.absolute().parent)
    whole = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.absolute().parent))
    try:
        yield whole
        _pack(whole, out)
    finally:
        shutil.rmtree(whole, ignore_errors=True)


def _pack(directory: Path, out: Path) -> None:
    """Beside, synced, renamed. Members are of their owner only."""
    beside = out.with_name(f".{out.name}.new")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as packed:
                _members(directory, packed, out.name.removesuffix(SUFFIX))
            file.flush()
            os.fsync(file.fileno())
        beside.rename(out)
    except OSError as error:
        raise Broken("the archive cannot be written", where=str(out), evidence=str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


def _members(directory: Path, packed: IO[bytes], folder: str) -> None:
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(directory.rglob("*")):
            if path.is_file() and not path.is_symlink():
                member = archive.gettarinfo(path, f"{folder}/{path.relative_to(directory)}")
                member.mode, member.uid, member.gid, member.uname, member.gname = 0o600, 0, 0, "", ""
                with path.open("rb") as body:
                    archive.addfile(member, body)


def read_member(path: Path, name: str, *, limit: int) -> bytes:
    """The one file ``<folder>/<name>`` of the archive. Raises Usage when there is no archive, Refused for one that is not ours.

    Every member is looked at: a link, an absolute path or one that leads out makes the whole archive refused.
    """
    if not path.is_file():
        raise Usage("there is no snapshot here", where=str(path))
    found: bytes | None = None
    try:
        with (
            path.open("rb") as file,
            zstandard.ZstdDecompressor().stream_reader(file) as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            for member in _harmless(path, archive):
                if PurePosixPath(member.name).parts[1:] == (name,):
                    found = _body(path, archive, member, limit)
    except (zstandard.ZstdError, tarfile.TarError, EOFError, OSError) as error:
        raise Unreadable("the archive is truncated or none", where=str(path), evidence=str(error)) from error
    if found is None:
        raise Refused("this archive holds no snapshot", where=str(path), evidence=f"no {name} in it")
    return found


def _harmless(path: Path, archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    size = 0
    for number, member in enumerate(archive, start=1):
        parts = PurePosixPath(member.name)
        size += member.size
        if number > MOST_MEMBERS or size > MOST_BYTES:
            raise Refused("the archive is larger than any capture", where=str(path))
        if not (member.isfile() or member.isdir()) or parts.is_absolute() or ".." in parts.parts:
            raise Refused("the archive is not one of ours", where=str(path), evidence=member.name[:200])
        if member.isfile():
            yield member


def _body(path: Path, archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    if member.size > limit:
        raise Unreadable(f"the snapshot is larger than {limit} bytes", where=str(path))
    body = archive.extractfile(member)
    return body.read() if body else b""
