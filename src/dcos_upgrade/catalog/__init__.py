"""Releases, edges and minors as data, each entry with its source. Read lazily; bad data names its file, key and reason."""

from __future__ import annotations

from functools import cache

from dcos_upgrade.catalog.entry import CatalogError, EdgeTable, MinorEntry, Release
from dcos_upgrade.catalog.load import Catalog, Problem
from dcos_upgrade.core.version import Version


@cache
def own() -> Catalog:
    """The product's own entries."""
    return Catalog()


def release(version: Version) -> Release:
    """Raises Usage for a release that the catalog does not know."""
    return own().release(version)


def releases() -> tuple[Release, ...]:
    return own().releases()


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
    "EdgeTable",
    "MinorEntry",
    "Problem",
    "Release",
    "digest",
    "lint",
    "mesos_of",
    "own",
    "release",
    "releases",
]
