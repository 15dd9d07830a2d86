"""The keys by which secrets are hidden: one for each cluster, made once, in the state directory and nowhere else."""

from __future__ import annotations

import os
import re
import secrets
import stat
import tempfile
from hashlib import sha256
from pathlib import Path

from dcos_upgrade.adapters.files import make_private_directory, read_bounded
from dcos_upgrade.core.error import Broken, Refused
from dcos_upgrade.core.seal import KEY_BYTES, Seal

FOLDER = "keys"
NAMELESS = "no-cluster-id"
"""For clusters whose id nobody tells: a capture of services alone, or of saved files."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_KEY = re.compile(rb"[0-9a-f]{%d}\n?" % (2 * KEY_BYTES))


class SealKeys:
    """``<directory>/<cluster id>.key``: 32 random bytes in hexadecimal, 0600, in a directory that is 0700."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def of(self, cluster: str) -> Seal | None:
        """The cluster's key, made now if it is the first time; None where none can be kept (a disk that is not to be written).

        Raises Refused for a key that others can read, and for what is no key.
        """
        path = self.path(cluster)
        if not path.exists():
            try:
                self._make(path)
            except (Broken, OSError):
                return None
        return _read(path)

    def path(self, cluster: str) -> Path:
        """An id that is no plain name is told by its digest."""
        name = cluster or NAMELESS
        plain = name if _PLAIN.fullmatch(name) else sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self._directory / f"{plain}.key"

    def _make(self, path: Path) -> None:
        """Whole when it is there; of two that make it at once the first one's key stays."""
        make_private_directory(self._directory)
        descriptor, name = tempfile.mkstemp(prefix=".key.", dir=self._directory)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_hex(KEY_BYTES).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            Path(path).hardlink_to(name)
        except FileExistsError:
            pass
        finally:
            Path(name).unlink(missing_ok=True)


def _read(path: Path) -> Seal:
    text = read_bounded(path, limit=1024, what="key")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Refused(
            "the key that hides secrets can be read by others",
            where=str(path),
            next_command=f"chmod 600 {path}",
        )
    if not _KEY.fullmatch(text):
        raise Refused(
            "this file is not a key",
            where=str(path),
            next_command=f"mv {path} {path}.damaged, or bring it back; without it older captures cannot be compared",
        )
    return Seal(bytes.fromhex(text.decode()))
