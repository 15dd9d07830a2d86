"""Releases, edges and minors as data, each entry with its source. Read lazily; bad data names its file, key and reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dcos_upgrade.catalog.entry import Edge, EdgeTable, Era, MinorEntry, Release, ServiceMarathonEntry
from dcos_upgrade.catalog.load import Catalog
from dcos_upgrade.catalog.reader import CatalogError
from dcos_upgrade.core.version import Version

if TYPE_CHECKING:
    from dcos_upgrade.catalog.problem import Problem


@cache
def own() -> Catalog:
    """The product's own entries."""
    return Catalog()


def release(version: Version) -> Release:
    """Raises Usage for a release that the catalog does not know."""
    return own().release(version)


def releases() -> tuple[Release, ...]:
    return own().releases()


def edges(source: Version | None = None) -> tuple[Edge, ...]:
    """Every marked cell of the vendor's tables, or those that leave one release."""
    return own().edges(source)


def minors() -> tuple[MinorEntry, ...]:
    """In their order: 2.0 directly follows 1.13."""
    return own().minors


def lint() -> tuple[Problem, ...]:
    return own().lint()


def digest() -> str:
    return own().digest()


def mesos_of(text: str) -> str | None:
    """The Mesos version that this release ships (what ``mesos-master --version`` prints), None for an unknown release."""
    try:
        version = Version.parse(text)
    except ValueError:
        return None
    return release(version).components.get("mesos") if own().has(version) else None


__all__ = [
    "Catalog",
    "CatalogError",
    "Edge",
    "EdgeTable",
    "Era",
    "MinorEntry",
    "Release",
    "ServiceMarathonEntry",
    "digest",
    "edges",
    "lint",
    "mesos_of",
    "minors",
    "own",
    "release",
    "releases",
]
