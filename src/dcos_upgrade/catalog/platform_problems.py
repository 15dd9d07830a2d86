"""What cannot be right between the platforms, their page, the workbook's matrix and the releases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dcos_upgrade.catalog.appendix import Correction, VersionMatrix
from dcos_upgrade.catalog.platform import Column, Platform, PlatformPage
from dcos_upgrade.catalog.problem import Problem
from dcos_upgrade.core.version import Minor, Version


def platform_problems(
    platforms: Sequence[Platform], page: PlatformPage, known: Collection[Version], minors: Collection[Minor]
) -> Iterator[Problem]:
    """Days must be those of revisions within the minor's column, and patches must be releases."""
    for column in page.columns.values():
        yield from _column(column, page, minors)
    for platform in platforms:
        for reason in _platform(platform, page, known):
            yield Problem(file=f"{platform.id}.toml", key="listed", reason=reason)
    for one, other in _twins(platforms):
        yield Problem(file=f"{other.id}.toml", key="version_id", reason=f"cannot be told from {one.id}")


def _column(column: Column, page: PlatformPage, minors: Collection[Minor]) -> Iterator[Problem]:
    if column.minor not in minors:
        yield Problem(file="platform_page.toml", key=f"column {column.minor}", reason="is not in minors.toml")
    for day in (column.first, column.last):
        if day not in page.revisions:
            yield Problem(file="platform_page.toml", key=f"column {column.minor}", reason=f"{day} is no revision")


def _platform(platform: Platform, page: PlatformPage, known: Collection[Version]) -> Iterator[str]:
    for row in platform.listed:
        where = f"{row.engine} for {row.minor}"
        column = page.columns.get(row.minor)
        if column is None:
            yield f"{where}: the page has no column for this minor"
        elif not column.first <= row.first <= row.last <= column.last:
            yield f"{where}: {row.first} to {row.last} is not within the column's days"
        for day in {row.first, row.last} - set(page.revisions):
            yield f"{where}: {day} is no revision of the page"
        if row.least is not None and (row.least not in known or row.least.minor != row.minor):
            yield f"{where}: there is no release {row.least} in it"


def _twins(platforms: Sequence[Platform]) -> Iterator[tuple[Platform, Platform]]:
    """Two that os-release and kernel cannot tell apart."""
    seen: dict[tuple[str, str, tuple[str, ...]], Platform] = {}
    for platform in platforms:
        key = (platform.system, platform.version_id, platform.kernels)
        if key in seen:
            yield seen[key], platform
        seen.setdefault(key, platform)


def appendix_problems(
    matrix: VersionMatrix, corrections: Sequence[Correction], known: Collection[Version]
) -> Iterator[Problem]:
    for column in matrix.columns:
        if column not in known:
            yield Problem(file="version_matrix.toml", key="columns", reason=f"there is no release {column}")
    for each in corrections:
        if not any(each.speaks_of(release) for release in known):
            yield Problem(file=f"{each.id}.toml", key="releases", reason="speaks of no release")
        for release in sorted(each.only - set(known)):
            yield Problem(file=f"{each.id}.toml", key="only", reason=f"there is no release {release}")
