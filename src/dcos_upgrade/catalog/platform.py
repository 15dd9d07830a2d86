"""Which operating systems with which Docker engines the vendor lists for each minor, since when and until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from importlib.resources.abc import Traversable

from dcos_upgrade.catalog.reader import CatalogError, Reader, read_toml
from dcos_upgrade.core.version import Minor, Version

_ENGINE = re.compile(r"^(Engine|CE|EE|Fork) (\d+(?:\.\d+){1,2})$")


class Edition(StrEnum):
    """Whose Docker it is: before 17.03 the one Engine, then two editions; Red Hat builds its own of 1.13.1."""

    ENGINE = "Engine"
    COMMUNITY = "CE"
    ENTERPRISE = "EE"
    RED_HAT = "Fork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """``text`` as it is listed: 17.05 stands for every 17.05.x, 17.06.2 for itself."""

    edition: Edition
    text: str

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.text.split("."))

    def includes(self, numbers: tuple[int, ...]) -> bool:
        return numbers[: len(self.numbers)] == self.numbers

    def __str__(self) -> str:
        return (
            f"Red Hat's Docker {self.text}" if self.edition is Edition.RED_HAT else f"Docker {self.edition} {self.text}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One engine in one minor's column. ``first`` and ``last`` are the revisions of the page between which it is there.

    ``least`` is the first patch that has it, by a footnote. ``compatible_kernel``: not with the system vendor's own kernel.
    ``doubt`` says why this row counts for nothing: some stored revisions were most likely never published.
    """

    minor: Minor
    engine: Engine
    first: date
    last: date
    least: Version | None
    compatible_kernel: bool
    doubt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One operating system release as the page names it. ``system`` and ``version_id`` are ID and VERSION_ID of os-release.

    ``version_id`` may end in ``.*``. Where it names no point release, ``kernels`` tell it; ``untold``: nothing tells it.
    ``qualifying`` are minors, with days, for which the page only said that it was being qualified.
    """

    id: str
    title: str
    system: str
    version_id: str
    kernels: tuple[str, ...]
    untold: bool
    listed: tuple[Listed, ...]
    qualifying: tuple[tuple[Minor, date, date], ...]
    sources: tuple[str, ...]

    def names(self, system: str, version: str) -> bool:
        """Whether os-release says this one, its point release left aside where it does not say that."""
        if system != self.system:
            return False
        stem = self.version_id.removesuffix(".*")
        return version == stem or (stem != self.version_id and version.startswith(f"{stem}."))

    def has_kernel(self, kernel: str) -> bool:
        return any(kernel == known or kernel.startswith(f"{known}.") for known in self.kernels)

    def of(self, minor: Minor) -> tuple[Listed, ...]:
        """The rows of a minor that count."""
        return tuple(row for row in self.listed if row.minor == minor and not row.doubt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """From which revision of the page to which a minor had a column."""

    minor: Minor
    first: date
    last: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Misprint:
    """What a document prints, and what holds."""

    where: str
    printed: str
    holds: str


@dataclass(frozen=True, kw_only=True)
class PlatformPage:
    """The page's own history: on which days it changed. It was rewritten in place."""

    title: str
    revisions: tuple[date, ...]
    columns: Mapping[Minor, Column]
    misprints: tuple[Misprint, ...]
    sources: tuple[str, ...]

    def nearest(self, minor: Minor, on: date) -> date | None:
        """The revision with a column of this minor by which a day is judged; None where there never was one."""
        column = self.columns.get(minor)
        if column is None:
            return None
        day = min(max(on, column.first), column.last)
        return max(revision for revision in self.revisions if revision <= day)

    def until(self, last: date) -> date | None:
        """The first revision after this one; None after the newest."""
        return self._next.get(last)

    @cached_property
    def _next(self) -> dict[date, date]:
        return dict(zip(self.revisions, self.revisions[1:], strict=False))


PLATFORM_KEYS = ("id", "title", "system", "version_id", "kernels", "untold", "listed", "qualifying", "sources")
LISTED_KEYS = ("dcos", "docker", "first", "last", "least", "rhck", "doubt")


def read_platform(file: Traversable) -> Platform:
    reader = Reader(file.name, read_toml(file))
    reader.only(*PLATFORM_KEYS)
    name = reader.want("id", str)
    if file.name != f"{name}.toml":
        raise CatalogError(file.name, "id", f"is {name}: the file has another name")
    return Platform(
        id=name,
        title=reader.want("title", str),
        system=reader.want("system", str),
        version_id=reader.want("version_id", str),
        kernels=reader.texts("kernels"),
        untold=reader.may("untold", bool) or False,
        listed=tuple(_listed(row) for row in reader.rows("listed")),
        qualifying=tuple(_qualifying(row) for row in reader.rows("qualifying")),
        sources=reader.sources(),
    )


def _listed(reader: Reader) -> Listed:
    reader.only(*LISTED_KEYS)
    least = reader.may("least", str)
    first, last = _days(reader)
    return Listed(
        minor=reader.minor("dcos"),
        engine=_engine(reader),
        first=first,
        last=last,
        least=reader.version("least", least) if least else None,
        compatible_kernel=reader.may("rhck", bool) or False,
        doubt=reader.may("doubt", str) or "",
    )


def _engine(reader: Reader) -> Engine:
    text = reader.want("docker", str)
    match = _ENGINE.match(text)
    if match is None:
        raise CatalogError(reader.file, "docker", f"{text!r} is no engine such as CE 17.05")
    return Engine(edition=Edition(match[1]), text=match[2])


def _qualifying(reader: Reader) -> tuple[Minor, date, date]:
    reader.only("dcos", "first", "last")
    return (reader.minor("dcos"), *_days(reader))


def _days(reader: Reader) -> tuple[date, date]:
    first, last = reader.want("first", date), reader.want("last", date)
    if last < first:
        raise CatalogError(reader.file, "last", f"{last} is before {first}")
    return first, last


def read_platform_page(file: Traversable) -> PlatformPage:
    reader = Reader(file.name, read_toml(file))
    reader.only("title", "sources", "revisions", "column", "correction")
    columns = [_column(row) for row in reader.rows("column")]
    return PlatformPage(
        title=reader.want("title", str),
        revisions=_revisions(reader),
        columns={column.minor: column for column in columns},
        misprints=read_misprints(reader),
        sources=reader.sources(),
    )


def _revisions(reader: Reader) -> tuple[date, ...]:
    found = reader.want("revisions", list)
    if any(type(each) is not date for each in found) or sorted(set(found)) != found:
        raise CatalogError(reader.file, "revisions", "are not days in their order")
    return tuple(found)


def _column(reader: Reader) -> Column:
    reader.only("dcos", "first", "last", "note")
    first, last = _days(reader)
    return Column(minor=reader.minor("dcos"), first=first, last=last, note=reader.may("note", str) or "")


def read_misprints(reader: Reader) -> tuple[Misprint, ...]:
    return tuple(_misprint(row) for row in reader.rows("correction"))


def _misprint(reader: Reader) -> Misprint:
    reader.only("where", "printed", "holds")
    return Misprint(
        where=reader.want("where", str), printed=reader.want("printed", str), holds=reader.want("holds", str)
    )
