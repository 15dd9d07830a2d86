"""What a section is made of: closed, without markup, so that HTML and Markdown cannot say different things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dcos_upgrade.usecases.workbook.model import Workbook


class Tone(StrEnum):
    """How something is to be taken. Always told in words as well: paper may be grey."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FAINT = "faint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """To a chapter of the same document."""

    to: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text in a table. ``code``: digests and names, in a type with fixed width; ``full`` is what was shortened.

    ``links``: where the same words lead to, where the format can hold that.
    """

    text: str
    tone: Tone = Tone.PLAIN
    code: bool = False
    full: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    tone: Tone
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Label and value, one below the other."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``empty`` is what is said instead of a table without rows. ``total`` is a last row of sums.

    ``named``: the first cell of each row is the row's name.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    caption: str = ""
    total: tuple[Cell, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Releases in order."""

    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """From ``start`` to ``end``; ``kind`` chooses the colour, ``title`` says what it is."""

    start: datetime
    end: datetime
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Who was busy when: a picture of times that the tables hold as well."""

    start: datetime
    end: datetime
    rows: tuple[tuple[str, tuple[Bar, ...]], ...]
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Lines of a machine, as they were printed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture of our own: ``svg`` as ``render.diagram`` wrote it, and no other; ``file`` is where it lies beside the page."""

    svg: str = field(repr=False)
    file: str
    title: str


Block = Banner | Paragraph | Heading | Facts | Table | Route | Bars | Listing | Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report, in its own file as ``SECTION``; ``order`` says where it stands."""

    id: str
    title: str
    order: int
    blocks: Callable[[Workbook], Iterable[Block]] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A section with its blocks."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What both forms are made of: title, a line about it, chapters in order."""

    title: str
    about: tuple[Cell, ...]
    tool_version: str
    chapters: tuple[Chapter, ...]
