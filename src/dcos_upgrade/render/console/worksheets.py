"""What ``worksheets`` wrote, for people: each worksheet with how much of it is unknown, and the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dcos_upgrade.render.terminal import BOLD, Terminal, columns, numbered
from dcos_upgrade.worksheets import Book


def worksheets_text(book: Book, files: Sequence[Path], terminal: Terminal) -> str:
    return "\n".join(_lines(book, files, terminal))


def _lines(book: Book, files: Sequence[Path], terminal: Terminal) -> Iterator[str]:
    yield terminal.style(f"Worksheets of {book.cluster}", BOLD)
    rows = [(sheet.worksheet.title, numbered(sheet.rows, "row"), _unknown(sheet.unknown)) for sheet in book.sheets]
    yield from columns(rows, indent="  ")
    if not book.plan:
        yield "Targets are unknown: no plan was given (--plan plan.json)."
    yield f"Written to {files[0].parent}:"
    yield from (f"  {file.name}" for file in files)


def _unknown(count: int) -> str:
    return numbered(count, "figure unknown", "figures unknown") if count else "nothing unknown"
