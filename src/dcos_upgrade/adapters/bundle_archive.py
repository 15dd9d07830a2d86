"""A bundle on disk: a directory, or one ``.tar.zst``. Readable by its owner only; never written over something that is there."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import zstandard

from dcos_upgrade.adapters.files import make_private_directory, write_atomically
from dcos_upgrade.core.error import Refused

SUFFIX = ".tar.zst"


def refuse_existing(path: Path) -> None:
    """Raises Refused: evidence is not written over."""
    if path.exists():
        raise Refused("there is something here already", where=str(path), next_command="name another --out")


def write_bundle(path: Path, contents: Mapping[str, bytes], *, made: datetime) -> str:
    """The SHA-256 of the archive; empty for a directory. Raises Broken when the disk refuses."""
    refuse_existing(path)
    if path.name.endswith(SUFFIX):
        make_private_directory(path.absolute().parent)
        packed = zstandard.ZstdCompressor().compress(_tar(path.name.removesuffix(SUFFIX), contents, made))
        write_atomically(path, packed)
        return hashlib.sha256(packed).hexdigest()
    for name, body in contents.items():
        make_private_directory((path / name).parent)
        write_atomically(path / name, body)
    return ""


def _tar(folder: str, contents: Mapping[str, bytes], made: datetime) -> bytes:
    """The same bytes for the same contents and time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, body in sorted(contents.items()):
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size, member.mtime, member.mode = len(body), int(made.timestamp()), 0o600
            archive.addfile(member, io.BytesIO(body))
    return buffer.getvalue()
