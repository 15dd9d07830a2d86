"""The worksheets as a document of the report's own blocks, for HTML and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.render.diagram import svg
from dcos_upgrade.render.document.blocks import (
    Block,
    Cell,
    Chapter,
    Document,
    Drawing,
    Listing,
    Paragraph,
    Table,
    Tone,
)
from dcos_upgrade.render.document.cells import SHORT, code, nothing, plain, stamp
from dcos_upgrade.worksheets import Book
from dcos_upgrade.worksheets.diagram import cluster_diagram
from dcos_upgrade.worksheets.figure import Figure, Origin
from dcos_upgrade.worksheets.worksheet import Filled, Row
from dcos_upgrade.worksheets.worksheet import Table as Filling

DIAGRAM = "cluster-diagram.svg"
DIAGRAM_SHEET = "cluster-diagram"
SOURCES = "sources"
ROWS = 5000
"""Rows of one table that a page can bear; the other formats have all of them."""
NAMED_SOURCES = 6
FROM = "From"


def document(book: Book, tool_version: str) -> Document:
    return Document(
        title=f"Worksheets of {book.cluster}" + (f", target {book.target}" if book.target else ""),
        about=tuple(_about(book, tool_version)),
        tool_version=tool_version,
        chapters=worksheet_chapters(book, DIAGRAM),
    )


def worksheet_chapters(book: Book, drawing: str) -> tuple[Chapter, ...]:
    """Each worksheet, and the sources of all figures behind them; ``drawing`` is the file that a page without pictures points to."""
    return (*(_chapter(book, sheet, drawing) for sheet in book.sheets), _sources(book))


def _about(book: Book, tool_version: str) -> Iterator[Cell]:
    yield Cell(text=f"Captured {stamp(book.taken)}")
    if book.plan:
        yield Cell(text="· plan")
        yield Cell(text=book.plan[:SHORT], code=True, full=book.plan)
    yield Cell(text=f"· made by dcos-upgrade {tool_version}")


def _chapter(book: Book, sheet: Filled, drawing: str) -> Chapter:
    return Chapter(id=sheet.worksheet.id, title=sheet.worksheet.title, blocks=tuple(_blocks(book, sheet, drawing)))


def _blocks(book: Book, sheet: Filled, drawing: str) -> Iterator[Block]:
    yield Paragraph(text=f"{sheet.worksheet.about} Source: {sheet.worksheet.source}.")
    if sheet.worksheet.id == DIAGRAM_SHEET:
        picture = cluster_diagram(book.given)
        yield Drawing(svg=svg(picture), file=drawing, title=picture.title)
    for table in sheet.tables:
        yield from _table(book, table)
    if sheet.notes:
        yield Listing(title="What to know about these figures", text="\n".join(f"- {note}" for note in sheet.notes))


def _table(book: Book, table: Filling) -> Iterator[Block]:
    yield Table(
        caption=table.title,
        head=(*table.columns, FROM),
        rows=tuple(_row(book, row) for row in table.rows[:ROWS]),
        total=_row(book, table.total) if table.total else (),
        empty=f"{table.title}: unknown, because {table.unknown}." if table.unknown else f"{table.title}: {table.empty}",
        named=True,
    )
    if len(table.rows) > ROWS:
        yield Paragraph(text=f"{len(table.rows) - ROWS} more rows are in the CSV, JSON and spreadsheet forms.")


def _row(book: Book, row: Row) -> tuple[Cell, ...]:
    return (*(_cell(figure) for figure in row), nothing(sources_text(book.behind(row)) or "–"))


def _cell(figure: Figure) -> Cell:
    return Cell(text=figure.text, tone=Tone.WARN if figure.value is None else Tone.PLAIN)


def sources_text(numbers: tuple[int, ...]) -> str:
    """``S1 S4``; the sources themselves are listed once."""
    named = " ".join(f"S{number}" for number in numbers[:NAMED_SOURCES])
    more = len(numbers) - NAMED_SOURCES
    return f"{named} and {more} more" if more > 0 else named


def _sources(book: Book) -> Chapter:
    rows = tuple(_source(number, origin) for origin, number in list(book.numbers.items())[:ROWS])
    text = (
        "Each figure comes from the facts that its row names. Evidence is the SHA-256 of the raw answer, as it lies beside the snapshot. "
        "Times are when the question was asked."
    )
    table = Table(
        caption="Sources",
        head=("Source", "Fact", "Of", "Asked", "Evidence"),
        rows=rows,
        empty="No figure comes from a fact.",
        named=True,
    )
    more = len(book.origins) - len(rows)
    rest = (Paragraph(text=f"{more} more sources are in the CSV, JSON and spreadsheet forms."),) if more else ()
    return Chapter(id=SOURCES, title="Sources of the figures", blocks=(Paragraph(text=text), table, *rest))


def _source(number: int, origin: Origin) -> tuple[Cell, ...]:
    asked = stamp(origin.time) if origin.time else ""
    evidence = (
        Cell(text=origin.evidence[:SHORT], code=True, full=origin.evidence) if origin.evidence else nothing("none")
    )
    return (
        plain(f"S{number}"),
        plain(origin.fact),
        plain(origin.subject),
        code(asked) if asked else nothing("not asked"),
        evidence,
    )
