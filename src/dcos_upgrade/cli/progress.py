"""Progress on stderr: a live line on terminals, plain lines elsewhere, and only when something has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from dcos_upgrade.cli.reply import talk
from dcos_upgrade.cli.terminal import is_live
from dcos_upgrade.render.console.progress import place, plain_line, said
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
    """One line for each thing that is new; repeats are left out."""

    _last: tuple[str, str] = ("", "")

    def tell(self, progress: Progress) -> None:
        now = (place(progress), said(progress))
        if now != self._last:
            self._last = now
            talk(plain_line(progress, datetime.now(UTC)))
