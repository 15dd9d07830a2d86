"""Files that people have saved, and what is in their zip and gzip files; every size and number is bounded."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dcos_upgrade.core.error import Usage

FILE_LIMIT = 768 * 1024 * 1024
"""A /state of 10,000 agents and 300,000 tasks has 584 MB."""
ENTRY_LIMIT = 256 * 1024 * 1024
WHOLE_LIMIT = 4 * 1024 * 1024 * 1024
ENTRIES_LIMIT = 20_000
FILES_LIMIT = 50_000
RATIO_LIMIT = 200
"""A zip entry that grows by more is a bomb; JSON grows by 10 to 30."""
BLOCK = 1024 * 1024
ZIP, GZIP = b"PK\x03\x04", b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bytes of a file, of an entry of a zip file, of all entries of one; numbers of entries and files."""

    file: int = FILE_LIMIT
    entry: int = ENTRY_LIMIT
    whole: int = WHOLE_LIMIT
    entries: int = ENTRIES_LIMIT
    files: int = FILES_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file's bytes, or why they are not read. Paths are relative to the directory; a zip's entry is below its zip."""

    path: str
    body: bytes = b""
    refused: str = ""
    ignored: str = ""


def saved_files(directory: Path, limits: Limits | None = None) -> Iterator[Saved]:
    """One at a time, in the order of their paths; links are not followed. Raises Usage where there is no such directory."""
    if not directory.is_dir():
        raise Usage("there is no directory of saved answers here", where=str(directory))
    bounds = limits or Limits()
    for number, path in enumerate(_paths(directory)):
        name = path.relative_to(directory).as_posix()
        if number >= bounds.files:
            yield Saved(path=name, refused=f"more than {bounds.files} files: this one and those after it are not read")
            return
        yield from _file(path, name, bounds)


def _paths(directory: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(directory, followlinks=False):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names))


def _file(path: Path, name: str, limits: Limits) -> Iterator[Saved]:
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            yield Saved(path=name, ignored="not a regular file: links and devices are not followed")
            return
        with path.open("rb") as file:
            start = file.read(4)
        if start == ZIP:
            yield from _zip(path, name, limits)
        elif found.st_size > limits.file:
            yield Saved(path=name, refused=f"larger than {limits.file} bytes: not read")
        else:
            yield _opened(name, path.read_bytes()[: limits.file + 1], limits)
    except OSError as error:
        yield Saved(path=name, refused=f"cannot be read: {error.strerror or error}")


def _opened(name: str, body: bytes, limits: Limits) -> Saved:
    """The bytes, unpacked once if they are packed."""
    if not body.startswith(GZIP):
        return Saved(path=name, body=body)
    unpacked = zlib.decompressobj(wbits=31)
    try:
        whole = unpacked.decompress(body, limits.entry + 1)
    except zlib.error as error:
        return Saved(path=name, refused=f"a gzip file that is damaged: {error}")
    if len(whole) > limits.entry:
        return Saved(path=name, refused=f"more than {limits.entry} bytes when unpacked: not read")
    if not unpacked.eof:
        return Saved(path=name, refused="a gzip file that is cut off")
    return Saved(path=name, body=whole)


def _zip(path: Path, name: str, limits: Limits) -> Iterator[Saved]:
    try:
        with zipfile.ZipFile(path) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
            if len(entries) > limits.entries:
                yield Saved(path=name, refused=f"more than {limits.entries} entries: not read")
                return
            left = limits.whole
            for entry in sorted(entries, key=lambda each: each.filename):
                saved = _entry(opened, entry, name, limits, left)
                left -= len(saved.body)
                yield saved
    except (zipfile.BadZipFile, RuntimeError, ValueError, EOFError) as error:
        yield Saved(path=name, refused=f"a zip file that is damaged or cut off: {error}")


def _entry(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits, left: int) -> Saved:
    inner = PurePosixPath(entry.filename.replace("\\", "/"))
    path = f"{name}/{entry.filename}"
    if inner.is_absolute() or ".." in inner.parts:
        return Saved(path=path, refused="its name leads out of the zip file: not read")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Saved(path=path, ignored="a link in a zip file: not followed")
    if entry.flag_bits & 1:
        return Saved(path=path, refused="it is encrypted")
    if entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1) and entry.file_size > BLOCK:
        return Saved(path=path, refused=f"it grows more than {RATIO_LIMIT} times when unpacked: a zip bomb, not read")
    bound = min(limits.entry, left)
    if entry.file_size > bound:
        return Saved(path=path, refused=f"larger than {bound} bytes when unpacked: not read")
    return _unpacked(opened, entry, path, limits, bound)


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, limits: Limits, bound: int) -> Saved:
    """What the directory of a zip file says of sizes may be a lie, so the bytes are counted as they come."""
    body = bytearray()
    try:
        with opened.open(entry) as file:
            while block := file.read(BLOCK):
                body += block
                if len(body) > bound:
                    return Saved(path=path, refused=f"larger than {bound} bytes when unpacked: not read")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError) as error:
        return Saved(path=path, refused=f"damaged in its zip file: {error}")
    if body.startswith(ZIP):
        return Saved(path=path, refused="a zip file in a zip file: unpack it first")
    return _opened(path, bytes(body), limits)
