"""Which releases there are and which component versions they bring: the one place where the lab's nodes ask the catalog."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dcos_upgrade.catalog.load import Catalog
from dcos_upgrade.core.version import Version


@cache
def _catalog() -> Catalog:
    return Catalog()


def components(release: str) -> Mapping[str, str]:
    """Component name to version ("mesos", "marathon", "zookeeper", "metronome", …). Raises Usage for an unknown release."""
    return _catalog().release(Version.parse(release)).components


def neighbour(release: str) -> str:
    """Another release of the same minor where there is one, else the next one in order."""
    others = [known for known in releases() if known != release]
    minor = release.rpartition(".")[0]
    return next((known for known in others if known.rpartition(".")[0] == minor), others[0])


@cache
def releases() -> tuple[str, ...]:
    """Every release that the bootstrap host can serve, in order."""
    return tuple(str(version) for version in _catalog().versions)
