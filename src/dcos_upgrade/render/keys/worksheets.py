"""What ``worksheets`` wrote, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dcos_upgrade.worksheets import Book


def worksheet_keys(book: Book, files: Sequence[Path]) -> dict[str, Any]:
    """``unknown``: how many figures of each worksheet are."""
    return {
        "cluster": book.cluster,
        "plan": book.plan or None,
        "files": [str(file) for file in files],
        "worksheets": [
            {"id": sheet.worksheet.id, "title": sheet.worksheet.title, "rows": sheet.rows, "unknown": sheet.unknown}
            for sheet in book.sheets
        ],
    }
