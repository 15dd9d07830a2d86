"""Raw answers, kept by the SHA-256 of what is kept: redacted first, compressed, never changed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

import zstandard

from dcos_upgrade.adapters.files import make_private_directory, write_atomically
from dcos_upgrade.adapters.seal_keys import SealKeys
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.redaction import redact_text, redacted_body
from dcos_upgrade.core.seal import Seal, without_key
from dcos_upgrade.core.snapshot import Evidence

SIZE_LIMIT = 2 * 1024 * 1024 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}")


class EvidenceDirectory:
    """Implements ports.EvidenceStore as ``<directory>/<sha256>.zst``, readable by its owner only.

    Without ``keys`` a secret becomes ``***``; with them a keyed digest, once it is said whose cluster this is.
    """

    def __init__(self, directory: Path, keys: SealKeys | None = None, *, seal: Seal | None = None) -> None:
        self._directory = directory
        self._keys = keys
        self._seal = seal

    @property
    def sealed_by(self) -> str:
        return self._seal.id if self._seal else ""

    def of(self, cluster: str) -> EvidenceDirectory:
        if self._keys is None:
            return self
        return EvidenceDirectory(self._directory, self._keys, seal=self._keys.of(cluster))

    def put(self, body: bytes, *, source: str, time: datetime) -> Evidence:
        return self.keep(body, source=source, time=time)[0]

    def keep(self, body: bytes, *, source: str, time: datetime) -> tuple[Evidence, bytes]:
        kept = redacted_body(body, self._seal.hide if self._seal else without_key)
        digest = hashlib.sha256(kept).hexdigest()
        path = self._path(digest)
        if not path.exists():
            make_private_directory(self._directory)
            write_atomically(path, zstandard.ZstdCompressor().compress(kept))
        return Evidence(digest=digest, source=redact_text(source), time=time), kept

    def get(self, digest: str) -> bytes:
        if not _DIGEST.fullmatch(digest):
            raise Unreadable(f"{digest!r} is not the name of evidence")
        path = self._path(digest)
        try:
            body = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=SIZE_LIMIT)
        except (OSError, zstandard.ZstdError) as error:
            raise Unreadable("the evidence is not there or damaged", where=str(path), evidence=str(error)) from error
        if hashlib.sha256(body).hexdigest() != digest:
            raise Unreadable("the evidence is not what it was when it was kept", where=str(path))
        return body

    def _path(self, digest: str) -> Path:
        return self._directory / f"{digest}.zst"
