"""What is going to happen, in order of time. Time moves only when ``advance`` is called, so an hour takes a millisecond."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable

Happening = Callable[[], None]


class Agenda:
    """``clock`` gives real (or fake) time in seconds; ``now`` is the time of the happening under way."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._count = itertools.count()
        self._heap: list[tuple[float, int, Happening]] = []
        self.now = clock()

    def after(self, seconds: float, happening: Happening) -> None:
        heapq.heappush(self._heap, (self.now + max(0.0, seconds), next(self._count), happening))

    def every(self, seconds: float, happening: Callable[[], bool]) -> None:
        """Again and again while ``happening`` answers True."""

        def again() -> None:
            if happening():
                self.after(seconds, again)

        self.after(seconds, again)

    @property
    def next_at(self) -> float | None:
        return self._heap[0][0] if self._heap else None

    def advance(self) -> bool:
        """Let everything happen that is due; True when something did."""
        until, moved = self._clock(), False
        while self._heap and self._heap[0][0] <= until:
            due, _, happening = heapq.heappop(self._heap)
            self.now = max(self.now, due)
            happening()
            moved = True
        self.now = max(self.now, until)
        return moved
