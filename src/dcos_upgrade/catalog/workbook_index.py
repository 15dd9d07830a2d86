"""The index of the workbook: each of its statements under an id and a short title of our own, and the parts that make it real."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml

KINDS = frozenset(
    {
        "checklist",
        "command",
        "endpoint",
        "faq",
        "link",
        "metric",
        "picture",
        "rule",
        "statement",
        "table row",
        "worksheet",
    }
)
_ID = re.compile(r"^W-(\d{3})$")
_HOME = re.compile(r"^[a-z-]+:\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One rule, question, line, cell, command, endpoint or worksheet of the workbook.

    ``homes`` are the parts that make it real, as ``kind:name``; where there is none yet, ``planned`` says what will bring it.
    """

    id: str
    title: str
    kind: str
    homes: tuple[str, ...] = ()
    planned: str = ""

    @property
    def number(self) -> int:
        return int(self.id.removeprefix("W-"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading of the workbook; ``number`` is ours, in the order of the document.

    ``report`` are the chapters of the report that hold what belongs here; ``missing`` says what of it is not there, and why.
    """

    file: str
    number: str
    title: str
    statements: tuple[Statement, ...]
    sources: tuple[str, ...]
    report: tuple[str, ...]
    missing: str = ""


def read_section(file: Traversable) -> Section:
    reader = Reader(file.name, read_toml(file))
    reader.only("number", "title", "sources", "report", "missing", "statement")
    return Section(
        file=file.name,
        number=reader.want("number", str),
        title=reader.want("title", str),
        statements=tuple(_statement(row) for row in reader.rows("statement")),
        sources=reader.sources(),
        report=reader.texts("report"),
        missing=reader.may("missing", str) or "",
    )


def _statement(reader: Reader) -> Statement:
    reader.only("id", "title", "kind", "homes", "planned")
    found = Statement(
        id=reader.want("id", str),
        title=reader.want("title", str),
        kind=reader.want("kind", str),
        homes=reader.texts("homes"),
        planned=reader.may("planned", str) or "",
    )
    if not _ID.match(found.id):
        raise CatalogError(reader.file, "id", f"{found.id!r} is not an id such as W-017")
    if found.kind not in KINDS:
        raise CatalogError(reader.file, "kind", f"is {found.kind}, not one of {', '.join(sorted(KINDS))}")
    if bool(found.homes) == bool(found.planned):
        raise CatalogError(reader.file, "homes", f"{found.id} needs either homes or planned, and not both")
    for home in found.homes:
        if not _HOME.match(home):
            raise CatalogError(reader.file, "homes", f"{home!r} is not kind:name")
    return found


def problems_of_index(sections: Sequence[Section]) -> Iterator[Problem]:
    """Ids run from W-001 on, in the order of the sections, without gaps and without doubles."""
    wanted = 1
    for section in sections:
        for statement in section.statements:
            if statement.number != wanted:
                reason = f"is {statement.id} where W-{wanted:03d} comes next"
                yield Problem(file=section.file, key="id", reason=reason)
                return
            wanted += 1
