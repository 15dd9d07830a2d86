"""Journals and evidence in memory: what outlives the orchestrator in a rehearsal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from dcos_upgrade.core.error import Owned, Unreadable, Usage
from dcos_upgrade.core.journal import GENESIS, Entry, Event, RunCreated, seal
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.redaction import redact_text, redacted_body
from dcos_upgrade.core.seal import Seal, without_key
from dcos_upgrade.core.snapshot import Evidence
from dcos_upgrade.ports import Clock


class MemoryEvidence:
    """Implements ports.EvidenceStore. Its key is made of the cluster's id: what it hides is a rehearsal's."""

    def __init__(self, kept: dict[str, bytes] | None = None, *, seal: Seal | None = None) -> None:
        self._kept = {} if kept is None else kept
        self._seal = seal

    @property
    def sealed_by(self) -> str:
        return self._seal.id if self._seal else ""

    def of(self, cluster: str) -> MemoryEvidence:
        return MemoryEvidence(self._kept, seal=Seal(hashlib.sha256(cluster.encode()).digest()))

    def put(self, body: bytes, *, source: str, time: datetime) -> Evidence:
        return self.keep(body, source=source, time=time)[0]

    def keep(self, body: bytes, *, source: str, time: datetime) -> tuple[Evidence, bytes]:
        kept = redacted_body(body, self._seal.hide if self._seal else without_key)
        digest = hashlib.sha256(kept).hexdigest()
        self._kept[digest] = kept
        return Evidence(digest=digest, source=redact_text(source), time=time), kept

    def get(self, digest: str) -> bytes:
        body = self._kept.get(digest)
        if body is None:
            raise Unreadable(f"{digest!r} is not the name of evidence")
        return body


class MemoryRuns:
    """All runs of a rehearsal. ``witness`` is called before and after each entry: where a process can die."""

    def __init__(self, clock: Clock, *, witness: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self.witness = witness
        self._entries: dict[str, list[Entry]] = {}
        self._epochs: dict[str, int] = {}
        self._words: dict[str, list[Event]] = {}

    def create_run(self, plan: Plan, first: RunCreated, *then: Event) -> MemoryJournal:
        """A new run: its first entry, the words that were kept for its plan, and ``then``; all or nothing."""
        self.witness()
        run = f"{self._clock.now():%Y%m%d-%H%M%S}-{len(self._entries) + 1}"
        self._entries[run], self._epochs[run] = [], 1
        for event in (first, *self._words.pop(plan.digest, ()), *then):
            self.write(run, 1, event)
        self.witness()
        return MemoryJournal(self, run=run, epoch=1)

    def keep_word(self, plan: Plan, event: Event) -> None:
        """For the run of exactly this plan, which is not there yet."""
        self._words.setdefault(plan.digest, []).append(event)

    def kept_words(self, plan: Plan) -> tuple[Event, ...]:
        return tuple(self._words.get(plan.digest, ()))

    def take_over(self, run: str) -> MemoryJournal:
        """Under a new epoch. Raises Usage for an unknown run."""
        if run not in self._entries:
            raise Usage(f"there is no run {run}")
        self._epochs[run] += 1
        return MemoryJournal(self, run=run, epoch=self._epochs[run])

    def latest_run(self) -> str | None:
        return next(reversed(self._entries), None)

    def entries(self, run: str) -> tuple[Entry, ...]:
        return tuple(self._entries[run])

    def request(self, run: str, event: Event) -> Entry:
        """From another terminal: written for whoever carries the run out."""
        return self.write(run, self._epochs[run], event)

    def write(self, run: str, epoch: int, event: Event) -> Entry:
        if epoch < self._epochs[run]:
            raise Owned("a later process has taken this run over", evidence=f"epoch {self._epochs[run]}")
        entries = self._entries[run]
        previous = entries[-1].hash if entries else GENESIS
        now = self._clock.now()
        entry = seal(seq=len(entries) + 1, run=run, epoch=epoch, time=now, event=event, previous=previous)
        entries.append(entry)
        return entry


class MemoryJournal:
    """Implements ports.Journal."""

    def __init__(self, runs: MemoryRuns, *, run: str, epoch: int) -> None:
        self._runs = runs
        self.run = run
        self.epoch = epoch

    def append(self, event: Event) -> Entry:
        self._runs.witness()
        entry = self._runs.write(self.run, self.epoch, event)
        self._runs.witness()
        return entry

    def append_next(self, event: Event, *, seen: int) -> Entry | None:
        self._runs.witness()
        if len(self._runs.entries(self.run)) != seen:
            return None
        entry = self._runs.write(self.run, self.epoch, event)
        self._runs.witness()
        return entry

    def entries(self, after: int = 0) -> tuple[Entry, ...]:
        return self._runs.entries(self.run)[after:]
