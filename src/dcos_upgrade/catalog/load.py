"""The catalog: releases, edges and minors as entries on disk, each read when it is asked for and once.

``Catalog()`` reads the product's own entries; another root may be given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from dcos_upgrade.catalog.below import Below
from dcos_upgrade.catalog.entry import (
    Edge,
    EdgeTable,
    Era,
    MinorEntry,
    Release,
    ServiceMarathonEntry,
    read_edges,
    read_eras,
    read_minors,
    read_release,
    read_service_marathons,
)
from dcos_upgrade.catalog.reader import CatalogError
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Minor, Version

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from dcos_upgrade.catalog.knowledge import Acknowledgement, PolicyRule, Risk, VersionStep
    from dcos_upgrade.catalog.links import Link, LinkTable
    from dcos_upgrade.catalog.problem import Problem
    from dcos_upgrade.catalog.words import Word
    from dcos_upgrade.catalog.workbook_index import Section


class Catalog(Below):
    """Raises CatalogError for an entry that is bad, only when that entry is asked for."""

    def __init__(self, root: Traversable | None = None) -> None:
        self._root: Traversable = root or Path(__file__).with_name("entries")
        self._releases: dict[Version, Release] = {}
        self._tables: dict[str, EdgeTable | None] = {}

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Every release number, in order; reads file names only."""
        names = (file.name.removesuffix(".toml") for file in self._files("releases"))
        return tuple(sorted(_version(name) for name in names))

    @cached_property
    def minors(self) -> tuple[MinorEntry, ...]:
        return read_minors(self._root / "minors.toml")

    @cached_property
    def eras(self) -> tuple[Era, ...]:
        """In the order of time; the last one whose day has come is in force."""
        return read_eras(self._root / "eras.toml")

    @cached_property
    def service_marathons(self) -> tuple[ServiceMarathonEntry, ...]:
        return read_service_marathons(self._root / "service_marathons.toml")

    @cached_property
    def tables(self) -> tuple[EdgeTable, ...]:
        """All of them; ``table`` reads a single one."""
        return tuple(table for file in self._files("edges") if (table := self._table(file.name)) is not None)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The glossary, in the order in which it is to be read."""
        from dcos_upgrade.catalog.words import read_words

        return read_words(self._root / "words.toml")

    @cached_property
    def policy_rules(self) -> tuple[PolicyRule, ...]:
        """The workbook's statements as rules, in the order of their ids."""
        from dcos_upgrade.catalog.knowledge import read_policy_rule

        return tuple(read_policy_rule(file) for file in self._files("policy"))

    @cached_property
    def risks(self) -> tuple[Risk, ...]:
        from dcos_upgrade.catalog.knowledge import read_risk

        return tuple(read_risk(file) for file in self._files("risks"))

    @cached_property
    def version_steps(self) -> tuple[VersionStep, ...]:
        from dcos_upgrade.catalog.knowledge import read_version_step

        return tuple(read_version_step(file) for file in self._files("steps"))

    @cached_property
    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        from dcos_upgrade.catalog.knowledge import read_acknowledgement

        return tuple(read_acknowledgement(file) for file in self._files("acknowledgements"))

    @cached_property
    def link_tables(self) -> tuple[LinkTable, ...]:
        from dcos_upgrade.catalog.links import read_links

        return tuple(read_links(file) for file in self._files("links"))

    @cached_property
    def links(self) -> Mapping[str, Link]:
        """Every page by its name."""
        return MappingProxyType({link.name: link for table in self.link_tables for link in table.links})

    @cached_property
    def workbook(self) -> tuple[Section, ...]:
        """The index of the workbook, in the order of its sections."""
        from dcos_upgrade.catalog.workbook_index import read_section

        return tuple(read_section(file) for file in self._files("workbook"))

    def has(self, version: Version) -> bool:
        return version in self.versions

    def release(self, version: Version) -> Release:
        """Raises Usage for a release that the catalog does not know, with the nearest ones."""
        if version not in self._releases:
            self._releases[version] = read_release(self._file(version))
        return self._releases[version]

    def releases(self) -> tuple[Release, ...]:
        return tuple(self.release(version) for version in self.versions)

    def of(self, minor: Minor) -> tuple[Release, ...]:
        """The releases of one minor, in order; the others' entries stay unread."""
        return tuple(self.release(version) for version in self.versions if version.minor == minor)

    def edges(self, source: Version | None = None) -> tuple[Edge, ...]:
        """Every marked cell, or those that leave one release; ordered by source and target."""
        found = (
            Edge(source=row, target=target, table=table)
            for table in self.tables
            for row, targets in table.edges.items()
            if source in {None, row}
            for target in targets
        )
        return tuple(sorted(found, key=lambda edge: (edge.source, edge.target)))

    def table(self, kind: HopKind, target: Minor) -> EdgeTable | None:
        """The page for one minor; the others' entries stay unread."""
        return self._table(f"{kind}-{target}.toml")

    def service_marathon(self, target: Minor) -> ServiceMarathonEntry | None:
        """What a service Marathon has to be for a hop to this minor; None where nothing is known."""
        return next((entry for entry in self.service_marathons if entry.minor == target), None)

    def position(self, minor: Minor) -> int:
        """The minor's place in the order of minors (2.0 directly follows 1.13)."""
        return [entry.minor for entry in self.minors].index(minor)

    def digest(self) -> str:
        """SHA-256 over all entries: the same knowledge gives the same digest."""
        import hashlib

        from dcos_upgrade.catalog.folders import READERS

        whole = hashlib.sha256()
        folders = (".", *sorted(READERS))
        for file in (file for folder in folders for file in self._files(folder)):
            whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
        return whole.hexdigest()

    def lint(self) -> tuple[Problem, ...]:
        """Everything that is wrong; empty for a good catalog. Each bad file is named, not only the first."""
        return tuple(self._bad_files()) or tuple(self._disagreements())

    def _disagreements(self) -> Iterator[Problem]:
        from dcos_upgrade.catalog.platform_problems import appendix_problems, platform_problems
        from dcos_upgrade.catalog.problem import problems
        from dcos_upgrade.catalog.workbook_index import problems_of_index

        minors = tuple(entry.minor for entry in self.minors)
        yield from problems(self.releases(), self.tables, minors)
        yield from platform_problems(self.platforms, self.platform_page, self.versions, minors)
        yield from problems_of_index(self.workbook)
        yield from appendix_problems(self.version_matrix, self.corrections, self.versions)

    def _bad_files(self) -> Iterator[Problem]:
        from dcos_upgrade.catalog.folders import READERS, TABLES
        from dcos_upgrade.catalog.problem import Problem

        asked: list[tuple[Callable[[Traversable], object], Traversable]] = [
            (read, file) for folder, read in READERS.items() for file in self._files(folder)
        ]
        asked += [(read, self._root / f"{name}.toml") for name, read in TABLES.items()]
        for read, file in asked:
            try:
                read(file)
            except CatalogError as error:
                yield Problem(file=error.file, key=error.key, reason=error.reason)

    def _table(self, name: str) -> EdgeTable | None:
        if name not in self._tables:
            file = self._root / "edges" / name
            self._tables[name] = read_edges(file) if file.is_file() else None
        return self._tables[name]

    def _file(self, version: Version) -> Traversable:
        file = self._root / "releases" / f"{version}.toml"
        if file.is_file():
            return file
        import difflib

        near = difflib.get_close_matches(str(version), [str(known) for known in self.versions], n=3)
        raise Usage(
            f"there is no release {version} in the catalog",
            evidence=f"the nearest are {', '.join(near)}" if near else "",
            next_command="dcos-upgrade catalog list",
        )


def _version(name: str) -> Version:
    try:
        return Version.parse(name)
    except ValueError as error:
        raise CatalogError(f"{name}.toml", "the file's name", str(error)) from error
