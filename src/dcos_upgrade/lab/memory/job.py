"""A job on a node: a coroutine that only naps, carried on by the world's agenda. It outlives every loop and every client."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator
from types import coroutine
from typing import Any

from dcos_upgrade.lab.world.agenda import Agenda


@coroutine
def nap(seconds: float) -> Generator[float, None, None]:
    """Let virtual time pass inside a job."""
    yield seconds


class Struck(Exception):
    """The job dies here, without an exit status, as by kill -9."""


class Job:
    """Runs ``work`` on the agenda until it ends by itself, is struck or is killed. ``ended`` gets the exit status."""

    def __init__(self, agenda: Agenda, work: Coroutine[Any, Any, int], ended: Callable[[int], None]) -> None:
        self._agenda = agenda
        self._work = work
        self._ended = ended
        self.alive = True
        agenda.after(0.0, self._go)

    def kill(self) -> None:
        if self.alive:
            self.alive = False
            self._work.close()

    def _go(self) -> None:
        if not self.alive:
            return
        try:
            seconds = self._work.send(None)
        except StopIteration as end:
            self.alive = False
            self._ended(end.value)
        except Struck:
            self.alive = False
        else:
            self._agenda.after(seconds, self._go)


def finished(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that waits for nothing to its end. Raises RuntimeError for one that does wait."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("this was to be done at once, and it waits")
