"""Virtual time: an event loop that never waits, and what the nodes do meanwhile, in order.

When every task sleeps, time jumps to the next moment at which something is due, in the loop or in the world. Nothing depends
on how fast the machine is, so the same seed gives the same history.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from datetime import UTC, datetime
from typing import Any, TypeVar

from dcos_upgrade.lab.world.agenda import Agenda

T = TypeVar("T")


class Timeline:
    """Seconds since the epoch, for the world's agenda and for the loop. Moves only by `move`."""

    def __init__(self, start: float) -> None:
        self.start = start
        self.now = start
        self._agenda: Agenda | None = None

    def __call__(self) -> float:
        return self.now

    def follow(self, agenda: Agenda) -> None:
        """From now on what is on this agenda happens as time moves, each thing at its own moment."""
        self._agenda = agenda

    def move(self, seconds: float) -> None:
        until = self.now + max(0.0, seconds)
        agenda = self._agenda
        while agenda is not None and agenda.next_at is not None and agenda.next_at <= until:
            self.now = max(self.now, agenda.next_at)
            agenda.advance()
        self.now = until
        if agenda is not None:
            agenda.advance()


class MemoryClock:
    """Implements ports.Clock on the loop of a timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._timeline.now, UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Deadlock(RuntimeError):
    """Every task waits for something that can never come."""


class _Jumps:
    """Stands where a loop's selector stands: instead of waiting, it moves the time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise Deadlock("all tasks wait, and nothing is due")
        if timeout > 0:
            self._timeline.move(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """Runs tasks on a timeline. What is handed to a thread is done at once, in its place."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__()
        self._timeline = timeline
        self._selector = _Jumps(timeline)
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._timeline.now - self._timeline.start

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]  # typeshed: variadic generics
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def _process_events(self, events: list[object]) -> None:
        """There are none: nothing comes from outside."""

    def _write_to_self(self) -> None:
        """There is no other thread to wake this one."""


def run_on(timeline: Timeline, work: Coroutine[Any, Any, T], *, context: Context | None = None) -> T:
    """What ``work`` returns or raises. Whatever it began on the nodes goes on when it is dead."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(timeline)) as runner:
        return runner.run(work, context=context)
