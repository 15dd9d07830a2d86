"""Progress on stderr: a live line on terminals, plain lines elsewhere, and only when something has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from dcos_upgrade.cli.reply import talk
from dcos_upgrade.cli.terminal import is_live
from dcos_upgrade.render.console.progress import gist, plain_line
from dcos_upgrade.usecases.running import Progress
from dcos_upgrade.wiring import Tell


@contextmanager
def showing() -> Iterator[Tell]:
    """Where a run tells what it does."""
    if is_live(sys.stderr):
        from dcos_upgrade.cli.live import LiveLine

        with LiveLine() as line:
            yield line.tell
    else:
        yield PlainLines().tell


@dataclass(slots=True)
class PlainLines:
    """One line for each thing that is new; what is waited for of no node in particular is said once a wave."""

    _of_node: tuple[str, str] = ("", "")
    _of_wave: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, progress: Progress) -> None:
        if self._is_new(gist(progress), of_node=bool(progress.node)):
            talk(plain_line(progress, datetime.now(UTC)))

    def _is_new(self, line: tuple[str, str], *, of_node: bool) -> bool:
        if of_node:
            known, self._of_node = line == self._of_node, line
        else:
            known = line in self._of_wave
            self._of_wave.add(line)
        return not known
