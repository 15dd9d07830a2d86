"""Probes of one target counted: how many, how many without a good answer, the longest outage, and for how long anybody looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Between two marks. ``longest`` and ``watched`` in seconds."""

    probes: int = 0
    failed: int = 0
    longest: float = 0.0
    watched: float = 0.0


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of one target since the last mark. ``out_since``: the first of the bad answers that no good one has ended yet.

    A question tells of the ``trust`` seconds after it at most. What lies between them and the next one nobody has seen: the tool
    was dead, asleep or too busy. An outage goes on through it until there is a good answer.
    """

    trust: float
    out_since: datetime | None = None
    _probes: int = 0
    _failed: int = 0
    _longest: float = 0.0
    _watched: float = 0.0
    _asked: datetime | None = None
    _covered: datetime | None = None

    def count(self, good: bool, asked: datetime) -> None:
        self._watch(asked)
        self._asked = self._covered = asked
        self._probes += 1
        self._failed += not good
        if not good:
            self.out_since = self.out_since or asked
        self._stretch(asked)
        if good:
            self.out_since = None

    def mark(self, now: datetime) -> Counted:
        """What was counted until now; counting starts again, an outage that lasts goes on with its whole length."""
        self._watch(now)
        self._stretch(now)
        taken = Counted(probes=self._probes, failed=self._failed, longest=self._longest, watched=self._watched)
        self._probes, self._failed, self._longest, self._watched = 0, 0, 0.0, 0.0
        return taken

    def silent_for(self, now: datetime) -> float:
        """Seconds since the first of the bad answers that no good one has ended."""
        return 0.0 if self.out_since is None else (now - self.out_since).total_seconds()

    def _stretch(self, now: datetime) -> None:
        self._longest = max(self._longest, self.silent_for(now))

    def _watch(self, until: datetime) -> None:
        if self._asked is None or self._covered is None:
            return
        end = max(self._covered, min(until, self._asked + timedelta(seconds=self.trust)))
        self._watched += (end - self._covered).total_seconds()
        self._covered = end
