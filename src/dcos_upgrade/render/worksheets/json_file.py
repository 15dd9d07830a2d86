"""Worksheets as one JSON document, for programs: each figure with its value or its reason, and the numbers of its sources."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.render.document.cells import stamp
from dcos_upgrade.worksheets import Book
from dcos_upgrade.worksheets.figure import Figure
from dcos_upgrade.worksheets.worksheet import Filled, Row, Table

SCHEMA = "dcos-upgrade/worksheet-book/1"


def json_file(book: Book, tool_version: str) -> bytes:
    document = {
        "schema": SCHEMA,
        "tool_version": tool_version,
        "cluster": book.cluster,
        "taken": stamp(book.taken),
        "plan": book.plan or None,
        "target": book.target or None,
        "worksheets": [_sheet(book, sheet) for sheet in book.sheets],
        "sources": [
            {
                "number": number,
                "fact": origin.fact,
                "subject": origin.subject,
                "asked": stamp(origin.time) if origin.time else None,
                "evidence": origin.evidence or None,
            }
            for origin, number in book.numbers.items()
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _sheet(book: Book, sheet: Filled) -> dict[str, Any]:
    own = sheet.worksheet
    return {
        "id": own.id,
        "title": own.title,
        "about": own.about,
        "source": own.source,
        "tables": [_table(book, table) for table in sheet.tables],
        "notes": list(sheet.notes),
    }


def _table(book: Book, table: Table) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "columns": list(table.columns),
        "rows": [_row(book, row) for row in table.rows],
        "total": _row(book, table.total) if table.total else None,
        "unknown": table.unknown or None,
    }


def _row(book: Book, row: Row) -> list[dict[str, Any]]:
    return [_figure(book, figure) for figure in row]


def _figure(book: Book, figure: Figure) -> dict[str, Any]:
    known = {"unknown": figure.unknown} if figure.value is None else {"value": figure.value}
    return {**known, "sources": [book.numbers[origin] for origin in figure.origins]}
