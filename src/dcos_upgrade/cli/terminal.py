"""What the stream that we write to can show."""

from __future__ import annotations

import os
from typing import Any

from dcos_upgrade.render.terminal import Terminal

WIDEST = 100


def terminal_of(stream: Any) -> Terminal:
    """Colour on terminals only, and neither with NO_COLOR nor TERM=dumb; 80 columns where there is no terminal."""
    is_terminal = bool(getattr(stream, "isatty", lambda: False)())
    width = _columns() if is_terminal else 80
    return Terminal(width=max(40, min(width, WIDEST)), colour=is_terminal and not _plain())


def _columns() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def is_live(stream: Any) -> bool:
    """Whether a line may be rewritten in place."""
    return bool(getattr(stream, "isatty", lambda: False)()) and os.environ.get("TERM", "") != "dumb"


def _plain() -> bool:
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "") == "dumb"
