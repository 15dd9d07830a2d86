"""A directory of files that we make: written beside, synced and renamed, so that it is whole or not there.

A directory that we made before is replaced, as long as nothing of anybody else lies in it; any other one that is not empty is refused.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from dcos_upgrade.adapters.files import read_bounded, write_atomically
from dcos_upgrade.core.error import Broken, DcosUpgradeError, Refused

INDEX = "made-by-dcos-upgrade.json"
SCHEMA = "dcos-upgrade/made-directory/1"
INDEX_LIMIT = 4 * 1024 * 1024
READABLE, LISTABLE = 0o644, 0o755
"""What is made here is made to be handed on; secrets were replaced in it."""


class _Index(msgspec.Struct, frozen=True, kw_only=True):
    """The names of the files and the SHA-256 of each."""

    schema: str
    files: dict[str, str]


def write_directory(path: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """The files' paths, by name. Raises Refused for a directory that is not ours to replace, Broken when it cannot be written."""
    place = Path(os.path.realpath(path))
    _require_ours(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise _broken(place, error) from error
    try:
        _fill(beside, files)
        _into_place(beside, place)
    except OSError as error:
        raise _broken(place, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return tuple(place / name for name in sorted(files))


def _require_ours(place: Path) -> None:
    """Every file in it stands in its index: what people put there is not ours to take away."""
    if not place.exists():
        return
    if not place.is_dir():
        raise _not_ours(place, "it is a file")
    found = {each.name for each in place.iterdir()}
    if not found:
        return
    if INDEX not in found:
        raise _not_ours(place, f"it holds {len(found)} files and no {INDEX}")
    strange = sorted(found - {INDEX, *_index(place).files})
    if strange:
        raise _not_ours(place, f"it also holds {', '.join(strange[:3])}")


def _index(place: Path) -> _Index:
    try:
        data = read_bounded(place / INDEX, limit=INDEX_LIMIT, what="index of the directory")
        found = msgspec.json.decode(data, type=_Index)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, DcosUpgradeError) as error:
        raise _not_ours(place, f"its {INDEX} cannot be read") from error
    if found.schema != SCHEMA:
        raise _not_ours(place, f"its {INDEX} is of another kind")
    return found


def _not_ours(place: Path, why: str) -> Refused:
    return Refused(
        "this directory is not one that the tool made, and is left as it is",
        where=str(place),
        evidence=why,
        next_command="the same with another --out",
    )


def _broken(place: Path, error: OSError) -> Broken:
    return Broken(
        "the directory cannot be written", where=str(place), evidence=str(error), next_command=f"df -h {place.parent}"
    )


def _fill(beside: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        write_atomically(beside / name, data, READABLE)
    index = _Index(schema=SCHEMA, files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
    write_atomically(
        beside / INDEX, msgspec.json.format(msgspec.json.encode(index, order="sorted"), indent=1), READABLE
    )
    beside.chmod(LISTABLE)


def _into_place(beside: Path, place: Path) -> None:
    """The old one is moved away first and comes back when the new one cannot take its place."""
    old = beside.with_name(f"{beside.name}.old")
    there = place.exists()
    if there:
        place.rename(old)
    try:
        beside.rename(place)
    except OSError:
        if there:
            old.rename(place)
        raise
    if there:
        _remove_ours(old)


def _remove_ours(old: Path) -> None:
    """What somebody put there meanwhile stays, beside the new one."""
    for name in (*(_index(old).files if (old / INDEX).exists() else ()), INDEX):
        (old / name).unlink(missing_ok=True)
    with suppress(OSError):
        old.rmdir()
