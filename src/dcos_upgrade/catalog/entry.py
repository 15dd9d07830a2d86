"""What an entry of the catalog says, and how bad data in one is answered: with the file, the key and the reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from dcos_upgrade.core.error import ExitCode, Refused
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Minor, Version

T = TypeVar("T")


class CatalogError(Refused):
    """An entry that cannot be used; ``file`` and ``key`` say which."""

    exit_code = ExitCode.BROKEN

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(
            f"the catalog entry {file} is bad: {key}: {reason}",
            where=f"{file}, {key}",
            evidence=reason,
            next_command="dcos-upgrade catalog lint",
        )
        self.file, self.key, self.reason = file, key, reason


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
    """What the vendor's page for one minor says: a matrix of marked cells, or a rule in words (``matrix`` false)."""

    file: str
    kind: HopKind
    target_minor: Minor
    matrix: bool
    rule: str
    edges: Mapping[Version, frozenset[Version]]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorEntry:
    """``support_ends`` is inferred from N-2: the newest minor and the two before it are supported."""

    minor: Minor
    released: date | None
    support_ends: date
    basis: str


def read_toml(file: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(file.name, "the file", f"cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(file.name, "the file", f"is not TOML: {error}") from error


class Reader:
    """Typed access to the keys of one entry; whatever is missing or of another type is a CatalogError."""

    def __init__(self, file: str, data: Mapping[str, Any]) -> None:
        self.file, self._data = file, data

    def want(self, key: str, kind: type[T]) -> T:
        found = self.may(key, kind)
        if found is None:
            raise CatalogError(self.file, key, "is missing")
        return found

    def may(self, key: str, kind: type[T]) -> T | None:
        found = self._data.get(key)
        if found is not None and not isinstance(found, kind):
            raise CatalogError(self.file, key, f"is a {type(found).__name__}, not a {kind.__name__}")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.may(key, list) or []
        if any(not isinstance(each, str) or not each.strip() for each in found):
            raise CatalogError(self.file, key, "is not a list of texts")
        return tuple(found)

    def table(self, key: str) -> dict[str, str]:
        found = self.may(key, dict) or {}
        if any(not isinstance(each, str) or not each for each in found.values()):
            raise CatalogError(self.file, key, "is not a table of texts")
        return found

    def version(self, key: str, text: object) -> Version:
        try:
            return Version.parse(str(text))
        except ValueError as error:
            raise CatalogError(self.file, key, str(error)) from error

    def minor(self, key: str) -> Minor:
        first, _, second = self.want(key, str).partition(".")
        if not (first.isdecimal() and second.isdecimal()):
            raise CatalogError(self.file, key, "is not a minor such as 1.10")
        return Minor(int(first), int(second))

    def sources(self) -> tuple[str, ...]:
        found = self.texts("sources")
        if not found:
            raise CatalogError(self.file, "sources", "an entry without a source is not a fact")
        return found


def read_release(file: Traversable) -> Release:
    reader = Reader(file.name, read_toml(file))
    version = reader.version("version", reader.want("version", str))
    if file.name != f"{version}.toml":
        raise CatalogError(file.name, "version", f"is {version}: the file has another name")
    components = reader.table("components")
    for needed in ("mesos", "marathon", "zookeeper", "metronome"):
        if needed not in components:
            raise CatalogError(file.name, f"components.{needed}", "is missing")
    status = reader.may("status", str)
    if status not in {None, "withdrawn", "hotfix"}:
        raise CatalogError(file.name, "status", f"is {status}, not withdrawn or hotfix")
    reason = reader.want("reason", str) if status else None
    return Release(
        version=version,
        released=reader.may("released", date),
        tagged=reader.want("tagged", date),
        editions=reader.texts("editions") or ("open", "enterprise"),
        withdrawn=reason if status == "withdrawn" else None,
        hotfix=reason if status == "hotfix" else None,
        components=components,
        commits=reader.table("commits"),
        release_note=reader.table("release_note"),
        sources=reader.sources(),
    )


def read_edges(file: Traversable) -> EdgeTable:
    reader = Reader(file.name, read_toml(file))
    kind = reader.want("kind", str)
    if kind not in set(HopKind):
        raise CatalogError(file.name, "kind", f"is {kind}, not patch or upgrade")
    return EdgeTable(
        file=file.name,
        kind=HopKind(kind),
        target_minor=reader.minor("target_minor"),
        matrix=reader.want("matrix", bool),
        rule=reader.want("rule", str),
        edges=_rows(reader, reader.may("edge", list) or []),
        notes=reader.texts("notes"),
        sources=reader.sources(),
    )


def _rows(reader: Reader, rows: list[Any]) -> dict[Version, frozenset[Version]]:
    found: dict[Version, frozenset[Version]] = {}
    for number, row in enumerate(rows, start=1):
        key = f"edge {number}"
        if not isinstance(row, dict) or not isinstance(row.get("to"), list):
            raise CatalogError(reader.file, key, "needs from and to")
        source = reader.version(f"{key}.from", row.get("from"))
        if source in found:
            raise CatalogError(reader.file, f"{key}.from", f"{source} has a row already")
        found[source] = frozenset(reader.version(f"{key}.to", target) for target in row["to"])
    return found


def read_minors(file: Traversable) -> tuple[MinorEntry, ...]:
    rows = Reader(file.name, read_toml(file)).want("minor", list)
    return tuple(_minor(Reader(f"{file.name} [[minor]] {n}", row)) for n, row in enumerate(rows, start=1))


def _minor(reader: Reader) -> MinorEntry:
    return MinorEntry(
        minor=reader.minor("minor"),
        released=reader.may("released", date),
        support_ends=reader.want("support_ends", date),
        basis=reader.want("basis", str),
    )
