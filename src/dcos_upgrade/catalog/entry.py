"""What the entries of the catalog say: releases, tables of edges, minors and eras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Minor, Version

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

EDITIONS = frozenset({"open", "enterprise"})

RELEASE_KEYS = (
    "version",
    "released",
    "tagged",
    "editions",
    "status",
    "reason",
    "sources",
    "components",
    "commits",
    "release_note",
)
TABLE_KEYS = ("kind", "target_minor", "matrix", "rule", "sources", "notes", "empty_columns", "edge")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release. ``released`` is the day of the public release, None when not known; ``tagged`` the day of its tag.

    ``withdrawn`` is the reason why it must not be a stop, None for a good one. ``hotfix`` is a tag without a public release.
    """

    version: Version
    released: date | None
    tagged: date
    editions: tuple[str, ...]
    withdrawn: str | None
    hotfix: str | None
    components: Mapping[str, str]
    commits: Mapping[str, str]
    release_note: Mapping[str, str]
    sources: tuple[str, ...]

    def known_on(self, day: date) -> bool:
        """Whether it was out on this day."""
        return (self.released or self.tagged) <= day

    @property
    def usable(self) -> bool:
        """Whether a plan may stop here in every edition."""
        return self.withdrawn is None and self.hotfix is None and len(self.editions) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeTable:
    """What the vendor's page for one minor says: a matrix of marked cells, or a rule in words (``matrix`` false).

    ``edges`` has a row for each release that the page lists, marked or not. ``empty_columns`` are targets that it lists
    without marking any source; a target that is neither there nor marked was never written into the page.
    """

    file: str
    kind: HopKind
    target_minor: Minor
    matrix: bool
    rule: str
    edges: Mapping[Version, frozenset[Version]]
    empty_columns: frozenset[Version]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def lists_source(self, version: Version) -> bool:
        return version in self.edges

    def lists_target(self, version: Version) -> bool:
        return version in self.empty_columns or any(version in marked for marked in self.edges.values())

    def marks(self, source: Version, target: Version) -> bool:
        return target in self.edges.get(source, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One marked cell: ``source`` may be followed by ``target``, by the page that ``table`` holds."""

    source: Version
    target: Version
    table: EdgeTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A time in which one kind of rule was in force. ``since`` is None for the first; ``first_minor`` is the oldest one it speaks of."""

    name: str
    since: date | None
    first_minor: Minor
    rule: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorEntry:
    """``support_ends`` is inferred from N-2: the newest minor and the two before it are supported."""

    minor: Minor
    released: date | None
    support_ends: date
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceMarathonEntry:
    """What a service Marathon has to be for a hop to this minor: ``least`` before and after it, ``newest`` minor after it.

    ``advised`` is more than ``least`` that one document asks for, None where none does.
    """

    minor: Minor
    least: Version
    newest: Minor
    advised: Version | None


def read_release(file: Traversable) -> Release:
    reader = Reader(file.name, read_toml(file))
    reader.only(*RELEASE_KEYS)
    version = reader.version("version", reader.want("version", str))
    if file.name != f"{version}.toml":
        raise CatalogError(file.name, "version", f"is {version}: the file has another name")
    status, reason = _status(reader)
    return Release(
        version=version,
        released=reader.may("released", date),
        tagged=reader.want("tagged", date),
        editions=_editions(reader),
        withdrawn=reason if status == "withdrawn" else None,
        hotfix=reason if status == "hotfix" else None,
        components=_components(reader),
        commits=reader.table("commits"),
        release_note=reader.table("release_note"),
        sources=reader.sources(),
    )


def _status(reader: Reader) -> tuple[str | None, str | None]:
    status = reader.may("status", str)
    if status not in {None, "withdrawn", "hotfix"}:
        raise CatalogError(reader.file, "status", f"is {status}, not withdrawn or hotfix")
    return status, reader.want("reason", str) if status else None


def _editions(reader: Reader) -> tuple[str, ...]:
    editions = reader.texts("editions")
    if not editions or not EDITIONS.issuperset(editions):
        raise CatalogError(reader.file, "editions", f"must be some of {', '.join(sorted(EDITIONS))}")
    return editions


def _components(reader: Reader) -> dict[str, str]:
    components = reader.table("components")
    for needed in ("mesos", "marathon", "zookeeper", "metronome"):
        if needed not in components:
            raise CatalogError(reader.file, f"components.{needed}", "is missing")
    return components


def read_edges(file: Traversable) -> EdgeTable:
    reader = Reader(file.name, read_toml(file))
    reader.only(*TABLE_KEYS)
    kind, minor = reader.want("kind", str), reader.minor("target_minor")
    if kind not in {HopKind.PATCH, HopKind.UPGRADE}:
        raise CatalogError(file.name, "kind", f"is {kind}, not patch or upgrade")
    if file.name != f"{kind}-{minor}.toml":
        raise CatalogError(file.name, "target_minor", f"is {minor} and kind is {kind}: the file has another name")
    return EdgeTable(
        file=file.name,
        kind=HopKind(kind),
        target_minor=minor,
        matrix=reader.want("matrix", bool),
        rule=reader.want("rule", str),
        edges=_rows(reader, reader.may("edge", list) or []),
        empty_columns=reader.versions("empty_columns"),
        notes=reader.texts("notes"),
        sources=reader.sources(),
    )


def _rows(reader: Reader, rows: list[Any]) -> dict[Version, frozenset[Version]]:
    found: dict[Version, frozenset[Version]] = {}
    for number, row in enumerate(rows, start=1):
        key = f"edge {number}"
        if not isinstance(row, dict) or row.keys() != {"from", "to"} or not isinstance(row["to"], list):
            raise CatalogError(reader.file, key, "needs from and a list to, and nothing else")
        source = reader.version(f"{key}.from", row["from"])
        if source in found:
            raise CatalogError(reader.file, f"{key}.from", f"{source} has a row already")
        found[source] = frozenset(reader.version(f"{key}.to", target) for target in row["to"])
    return found


def read_minors(file: Traversable) -> tuple[MinorEntry, ...]:
    reader = Reader(file.name, read_toml(file))
    reader.only("sources", "minor")
    reader.sources()
    return tuple(_minor(row) for row in reader.rows("minor"))


def _minor(reader: Reader) -> MinorEntry:
    reader.only("minor", "released", "support_ends", "basis")
    return MinorEntry(
        minor=reader.minor("minor"),
        released=reader.may("released", date),
        support_ends=reader.want("support_ends", date),
        basis=reader.want("basis", str),
    )


def read_eras(file: Traversable) -> tuple[Era, ...]:
    reader = Reader(file.name, read_toml(file))
    reader.only("era")
    return tuple(_era(row) for row in reader.rows("era"))


def _era(reader: Reader) -> Era:
    reader.only("name", "since", "first_minor", "rule", "sources")
    return Era(
        name=reader.want("name", str),
        since=reader.may("since", date),
        first_minor=reader.minor("first_minor"),
        rule=reader.want("rule", str),
        sources=reader.sources(),
    )


def read_service_marathons(file: Traversable) -> tuple[ServiceMarathonEntry, ...]:
    reader = Reader(file.name, read_toml(file))
    reader.only("sources", "hop")
    reader.sources()
    return tuple(_service_marathon(row) for row in reader.rows("hop"))


def _service_marathon(reader: Reader) -> ServiceMarathonEntry:
    reader.only("minor", "least", "newest", "advised")
    advised = reader.may("advised", str)
    return ServiceMarathonEntry(
        minor=reader.minor("minor"),
        least=reader.version("least", reader.want("least", str)),
        newest=reader.minor("newest"),
        advised=reader.version("advised", advised) if advised else None,
    )
