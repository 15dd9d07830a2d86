"""The components that a release brings: by the source of its tag, beside what the workbook's Appendix I prints. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.appendix import COMPONENTS, Correction, Finding
from dcos_upgrade.core.version import Version

OF_RELEASE = frozenset({"mesos", "marathon", "metronome", "openssl", "cosmos", "zookeeper"})
"""Rows of the matrix that are components of a release's own entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One component. ``version`` is None where nothing public says it, or where it is no part of a release.

    ``printed`` is the workbook's cell: empty where it is blank, None where the matrix has no column for the release.
    ``correction`` is what there is to say about that cell, None where cell and source are the same.
    """

    component: str
    title: str
    version: str | None
    printed: str | None
    correction: Correction | None


def expected(catalog: Catalog, release: Version) -> tuple[Expected, ...]:
    """In the order of the workbook's rows. Raises Usage for a release that the catalog does not know."""
    return tuple(_expected(catalog, release))


def corrections_of(catalog: Catalog, release: Version) -> tuple[Correction, ...]:
    """Every correction that speaks of this release, those of whole tables too."""
    return tuple(each for each in catalog.corrections if each.speaks_of(release))


def _expected(catalog: Catalog, release: Version) -> Iterator[Expected]:
    said = {each.component: each for each in corrections_of(catalog, release) if each.component}
    for component, title in COMPONENTS.items():
        printed = catalog.version_matrix.printed(component, release)
        correction = said.get(component)
        version = _version(catalog, release, component, printed, correction)
        if version is None and printed is None:
            continue
        yield Expected(component=component, title=title, version=version, printed=printed, correction=correction)


def _version(
    catalog: Catalog, release: Version, component: str, printed: str | None, correction: Correction | None
) -> str | None:
    if component in OF_RELEASE:
        return catalog.release(release).components.get(component)
    if component == "command_line":
        entries = catalog.command_lines
        return next((entry.version for entry in entries if entry.minor == release.minor), None)
    if correction is not None and correction.finding in {Finding.NO_COMPONENT, Finding.UNVERIFIABLE}:
        return None
    return (correction.value if correction else "") or printed or None


def brought(catalog: Catalog, release: Version) -> tuple[tuple[str, str], ...]:
    """(title, version) of what is known to be there after a hop to this release."""
    return tuple((each.title, each.version) for each in expected(catalog, release) if each.version)
