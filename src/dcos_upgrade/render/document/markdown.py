"""A document as Markdown, for tickets and chats. What machines and people wrote cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from dcos_upgrade.render.document.blocks import (
    Banner,
    Bars,
    Block,
    Cell,
    Chapter,
    Document,
    Drawing,
    Facts,
    Heading,
    Listing,
    Paragraph,
    Route,
    Table,
)
from dcos_upgrade.render.document.text import shown

_SPECIAL = re.compile(r"([\\`*\[\]|~])|(?<![A-Za-z0-9])(_)|(_)(?![A-Za-z0-9])")
_AT_THE_START = re.compile(r"^([#+=-]+|\d+[.)])(?=\s|$)")


def text(document: Document) -> str:
    """The whole document, with the same chapters as the HTML page; only pictures are left out."""
    lines = [f"# {escaped(document.title)}", "", " ".join(escaped(cell.text) for cell in document.about)]
    for chapter in document.chapters:
        lines += _chapter(chapter)
    return "\n".join(lines).rstrip() + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield ""
    yield f"## {escaped(chapter.title)}"
    for block in chapter.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    yield ""
    match block:
        case Banner(title=title, text=text):
            yield f"> **{escaped(title)}**"
            yield f"> {escaped(text)}"
        case Paragraph(text=text):
            yield escaped(text)
        case Heading(text=text):
            yield f"### {escaped(text)}"
        case Facts(rows=rows):
            yield from _facts(rows)
        case Table():
            yield from _table(block)
        case Route(stops=stops):
            yield " → ".join(f"**{escaped(stop)}**" for stop in stops)
        case Listing(title=title, text=text):
            yield from _listing(title, text)
        case Drawing(file=file, title=title):
            yield f"![{escaped(title)}]({file})"
        case Bars():
            return
        case _:
            assert_never(block)


def _facts(rows: Iterable[tuple[str, Cell]]) -> Iterator[str]:
    for label, cell in rows:
        yield f"- {escaped(label)}: {escaped(cell.full or cell.text)}"


def _table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield escaped(table.empty)
        return
    if table.caption:
        yield f"**{escaped(table.caption)}**"
        yield ""
    yield _row(table.head)
    yield _row("---" for _ in table.head)
    for row in table.rows:
        yield _row(escaped(cell.text) for cell in row)
    if table.total:
        yield _row(f"**{escaped(cell.text)}**" for cell in table.total)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _listing(title: str, text: str) -> Iterator[str]:
    """The fence is longer than any row of backticks in the text, so that the text cannot end it."""
    clean = shown(text)
    longest = max((len(run) for run in re.findall("`+", clean)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"**{escaped(title)}**"
    yield ""
    yield f"{fence}text"
    yield from clean.splitlines()
    yield fence


def escaped(text: str) -> str:
    """One line that reads as it was written."""
    line = " ".join(shown(text).split())
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _SPECIAL.sub(lambda found: f"\\{found.group(0)}", line)
    return _AT_THE_START.sub(lambda found: _harmless(found.group(1)), line)


def _harmless(start: str) -> str:
    return f"{start[:-1]}\\{start[-1]}"
