"""Worksheets as files: HTML, Markdown, CSV, a spreadsheet, JSON, and the diagram beside them. The same values give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dcos_upgrade.render.diagram import svg
from dcos_upgrade.render.document.html import page
from dcos_upgrade.render.document.markdown import text
from dcos_upgrade.render.worksheets.chapters import DIAGRAM, document
from dcos_upgrade.render.worksheets.json_file import json_file
from dcos_upgrade.render.worksheets.separated import csv_files
from dcos_upgrade.render.worksheets.spreadsheet import spreadsheet
from dcos_upgrade.worksheets import Book
from dcos_upgrade.worksheets.diagram import cluster_diagram

Files = Mapping[str, bytes]


def _html(book: Book, tool_version: str) -> Files:
    return {"worksheets.html": page(document(book, tool_version)).encode()}


def _markdown(book: Book, tool_version: str) -> Files:
    return {"worksheets.md": text(document(book, tool_version)).encode()}


def _csv(book: Book, tool_version: str) -> Files:
    return csv_files(book)


def _xlsx(book: Book, tool_version: str) -> Files:
    return {"worksheets.xlsx": spreadsheet(book, tool_version)}


def _json(book: Book, tool_version: str) -> Files:
    return {"worksheets.json": json_file(book, tool_version)}


FORMATS: Mapping[str, Callable[[Book, str], Files]] = {
    "html": _html,
    "md": _markdown,
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
}


def files_of(book: Book, formats: tuple[str, ...], tool_version: str) -> Files:
    """File names and bytes of these formats; the diagram is always there."""
    found: dict[str, bytes] = {DIAGRAM: svg(cluster_diagram(book.given)).encode()}
    for name in formats:
        found |= FORMATS[name](book, tool_version)
    return found


__all__ = ["FORMATS", "files_of"]
