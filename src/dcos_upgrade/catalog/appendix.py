"""The workbook's tables about releases and support as they are printed, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.knowledge import ANY, Range, read_id, read_one_of, read_range
from dcos_upgrade.catalog.platform import Misprint, read_misprints
from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.version import Minor, Version

COMPONENTS = {
    "coreos": "CoreOS tested",
    "mesos": "Mesos",
    "marathon": "Marathon",
    "marathon_plugins": "Marathon EE plugins",
    "metronome": "Metronome",
    "openssl": "OpenSSL",
    "cosmos": "Cosmos",
    "command_line": "CLI",
    "edge_lb": "Edge-LB",
    "zookeeper": "ZooKeeper",
}
"""The rows of the workbook's matrix in its order, by the names that entries use."""


class Finding(StrEnum):
    """What a comparison of a printed cell with its source came to."""

    RIGHT = "right"
    WRONG = "wrong"
    ROUNDED = "rounded"
    BLANK = "blank"
    STALE = "stale"
    NO_COMPONENT = "no-component"
    UNVERIFIABLE = "unverifiable"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMatrix:
    """The matrix of the workbook's Appendix I: ``rows`` by component, one cell for each of ``columns``, empty where blank."""

    section: str
    dated: date
    columns: tuple[Version, ...]
    rows: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]

    def printed(self, component: str, release: Version) -> str | None:
        """The cell, empty for a blank one; None where the matrix has no such column."""
        if release not in self.columns:
            return None
        return self.rows[component][self.columns.index(release)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A place of the workbook held against its sources. ``component`` is a row of the matrix, empty for what is none.

    ``releases`` is the reach, ``only`` the ones in it that are meant, where not all are. ``value`` is what a cell has to say
    where no release entry says it.
    """

    id: str
    where: str
    component: str
    releases: Range
    only: frozenset[Version]
    printed: str
    found: str
    finding: Finding
    value: str
    why: str
    sources: tuple[str, ...]

    def speaks_of(self, release: Version) -> bool:
        return release in self.releases and (not self.only or release in self.only)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPolicy:
    """``supported_back`` and ``maintained_back`` in minors from the newest one of a day; ``ends`` the end of the product."""

    rule: str
    supported_back: int
    maintained_back: int
    ends: date
    misprints: tuple[Misprint, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLineEntry:
    """The version of the command line that a minor asks for; ``inferred`` where no document says it."""

    minor: Minor
    version: str
    inferred: bool


CORRECTION_KEYS = (
    "id",
    "where",
    "component",
    "releases",
    "only",
    "printed",
    "found",
    "verdict",
    "value",
    "why",
    "sources",
)


def read_correction(file: Traversable) -> Correction:
    reader = Reader(file.name, read_toml(file))
    reader.only(*CORRECTION_KEYS)
    component = reader.may("component", str) or ""
    if component and component not in COMPONENTS:
        raise CatalogError(file.name, "component", f"is {component}, not one of {', '.join(COMPONENTS)}")
    releases = read_range(reader, "releases")
    if releases == ANY:
        raise CatalogError(file.name, "releases", "is missing")
    return Correction(
        id=read_id(reader),
        where=reader.want("where", str),
        component=component,
        releases=releases,
        only=reader.versions("only"),
        printed=reader.want("printed", str, blank=True),
        found=reader.want("found", str),
        finding=Finding(read_one_of(reader, "verdict", Finding)),
        value=reader.may("value", str) or "",
        why=reader.want("why", str),
        sources=reader.sources(),
    )


def read_version_matrix(file: Traversable) -> VersionMatrix:
    reader = Reader(file.name, read_toml(file))
    reader.only("section", "dated", "sources", "columns", "rows")
    columns = tuple(reader.version("columns", text) for text in reader.texts("columns"))
    return VersionMatrix(
        section=reader.want("section", str),
        dated=reader.want("dated", date),
        columns=columns,
        rows=_rows(reader, len(columns)),
        sources=reader.sources(),
    )


def _rows(reader: Reader, width: int) -> dict[str, tuple[str, ...]]:
    found = reader.want("rows", dict)
    if tuple(found) != tuple(COMPONENTS):
        raise CatalogError(reader.file, "rows", f"are not {', '.join(COMPONENTS)}")
    for name, cells in found.items():
        if not isinstance(cells, list) or len(cells) != width or any(not isinstance(cell, str) for cell in cells):
            raise CatalogError(reader.file, f"rows.{name}", f"is not {width} texts")
    return {name: tuple(cells) for name, cells in found.items()}


def read_support_policy(file: Traversable) -> SupportPolicy:
    reader = Reader(file.name, read_toml(file))
    reader.only("rule", "supported_back", "maintained_back", "ends", "sources", "correction")
    return SupportPolicy(
        rule=reader.want("rule", str),
        supported_back=reader.want("supported_back", int),
        maintained_back=reader.want("maintained_back", int),
        ends=reader.want("ends", date),
        misprints=read_misprints(reader),
        sources=reader.sources(),
    )


def read_command_lines(file: Traversable) -> tuple[CommandLineEntry, ...]:
    reader = Reader(file.name, read_toml(file))
    reader.only("sources", "minor")
    reader.sources()
    return tuple(_command_line(row) for row in reader.rows("minor"))


def _command_line(reader: Reader) -> CommandLineEntry:
    reader.only("dcos", "command_line", "inferred")
    return CommandLineEntry(
        minor=reader.minor("dcos"),
        version=reader.want("command_line", str),
        inferred=reader.may("inferred", bool) or False,
    )
