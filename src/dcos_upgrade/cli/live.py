"""The live line of a run on a terminal: what is waited for, for how long, until when, why not yet."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from dcos_upgrade.cli.reply import fitting
from dcos_upgrade.render.console.progress import clock, place, plain_line, said
from dcos_upgrade.usecases.running import Progress


class LiveLine:
    """What is done stays above as plain lines; what is under way is rewritten below them four times a second."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(
            file=sys.stderr, highlight=False, no_color=bool(os.environ.get("NO_COLOR")), soft_wrap=False
        )
        self._progress: Progress | None = None
        self._kept = ""
        self._live = Live(console=self._console, get_renderable=self._line, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def tell(self, progress: Progress) -> None:
        """A message that waits for nothing is kept as a line of its own."""
        self._progress = progress
        key = place(progress) + progress.message
        if not progress.waiting_for and key != self._kept:
            self._kept = key
            self._live.console.print(Text(self._fit(plain_line(progress, datetime.now(UTC)))))

    def refresh(self) -> None:
        """Draw now; four times a second it does so by itself."""
        self._live.refresh()

    def _line(self) -> Text:
        progress = self._progress
        if progress is None:
            return Text("")
        now = datetime.now(UTC)
        text = Text(no_wrap=False, overflow="fold")
        text.append(self._fit(place(progress)) + "  ", style="bold cyan")
        text.append(self._fit(said(progress)))
        ticking = clock(progress, now)
        text.append(self._fit(f"  {ticking}") if ticking else "", style="dim")
        return text

    @staticmethod
    def _fit(text: str) -> str:
        return fitting(text, sys.stderr)
