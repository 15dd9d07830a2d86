"""Verdicts on all saved files, each with its evidence kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import msgspec

from dcos_upgrade.ports import EvidenceStore
from dcos_upgrade.saved.file import Beside, Status, Verdict, verdict_on
from dcos_upgrade.saved.kinds.recorded_headers import headers_of
from dcos_upgrade.usecases.saved_answers import SavedFile

HEADERS = ".headers.json"


class File(Protocol):
    """As the adapter gives it: bytes, or why there are none."""

    @property
    def path(self) -> str: ...
    @property
    def body(self) -> bytes: ...
    @property
    def refused(self) -> str: ...
    @property
    def ignored(self) -> str: ...


def read_all(files: Iterable[File], evidence: EvidenceStore, *, now: datetime) -> tuple[SavedFile, ...]:
    """Files come in the order of their paths, so headers come before their answer. Raises what the evidence store raises."""
    beside: dict[str, Beside] = {}
    found = []
    for file in files:
        own = file.path.endswith(HEADERS)
        stem = file.path.removesuffix(HEADERS) if own else _stem(file.path)
        if own:
            beside[stem] = _beside(file.body)
        found.append(_kept(file, beside.get(stem), evidence, now, own=own))
    return tuple(sorted(found, key=lambda each: each.verdict.path))


def _stem(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def _kept(file: File, beside: Beside | None, evidence: EvidenceStore, now: datetime, *, own: bool = False) -> SavedFile:
    if file.refused or file.ignored:
        status = Status.REFUSED if file.refused else Status.IGNORED
        return SavedFile(verdict=Verdict(path=file.path, status=status, reason=file.refused or file.ignored))
    known = Beside(host=beside.host, time=beside.time) if own and beside else beside
    verdict = verdict_on(file.path, file.body, known)
    if verdict.status is not Status.READ:
        return SavedFile(verdict=verdict)
    found, clean = evidence.keep(file.body, source=file.path, time=verdict.time or now)
    return SavedFile(verdict=verdict if clean == file.body else verdict_on(file.path, clean, known), evidence=found)


class _Recorded(msgspec.Struct, frozen=True):
    status: int
    host: str = ""
    headers: Any = None


def _beside(body: bytes) -> Beside:
    """What can be read of it: an unreadable file of headers says nothing."""
    try:
        recorded = msgspec.json.decode(body, type=_Recorded)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Beside()
    return Beside(status=recorded.status, host=recorded.host, time=_date(headers_of(recorded.headers)))


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError, IndexError, OverflowError):
        return None
