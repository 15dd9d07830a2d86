"""What became of each saved file, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dcos_upgrade.render.terminal import BOLD, Terminal
from dcos_upgrade.saved.file import Status, Verdict


def files_text(verdicts: Sequence[Verdict], terminal: Terminal) -> str:
    return "\n".join(_lines(verdicts, terminal))


def _lines(verdicts: Sequence[Verdict], terminal: Terminal) -> Iterator[str]:
    counts = Counter(one.status for one in verdicts)
    told = ", ".join(f"{counts[status]} {status}" for status in Status)
    yield terminal.style(f"Files: {told}", BOLD)
    for one in verdicts:
        reason = f": {one.reason}" if one.reason else ""
        yield terminal.wrapped(f"{one.status} {one.path} {f'({one.kind})' if one.kind else ''}{reason}", first="  - ")
