"""Raw answers, kept by the SHA-256 of what is kept: redacted first, compressed, never changed."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

import zstandard

from dcos_upgrade.adapters.files import make_private_directory, write_atomically
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.redaction import redact_text, redacted_body
from dcos_upgrade.core.snapshot import Evidence

SIZE_LIMIT = 2 * 1024 * 1024 * 1024

_DIGEST = re.compile(r"[0-9a-f]{64}")


class EvidenceDirectory:
    """Implements ports.EvidenceStore as ``<directory>/<sha256>.zst``, readable by its owner only."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, body: bytes, *, source: str, time: datetime) -> Evidence:
        kept = redacted_body(body)
        digest = hashlib.sha256(kept).hexdigest()
        path = self._path(digest)
        if not path.exists():
            make_private_directory(self._directory)
            write_atomically(path, zstandard.ZstdCompressor().compress(kept))
        return Evidence(digest=digest, source=redact_text(source), time=time)

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
