"""What cannot be right between entries that are each well formed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dcos_upgrade.catalog.entry import EdgeTable, Release
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Minor, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in which entry."""

    file: str
    key: str
    reason: str


def problems(releases: Sequence[Release], tables: Sequence[EdgeTable], minors: Sequence[Minor]) -> Iterator[Problem]:
    """``minors`` in their order. Releases, edges and minors must fit each other."""
    for release in releases:
        if release.version.minor not in minors:
            yield Problem(file=f"{release.version}.toml", key="version", reason="its minor is not in minors.toml")
    for minor in minors:
        if not any(release.usable for release in releases if release.version.minor == minor):
            reason = "has no release to stop at: all are withdrawn, hotfixes or of one edition"
            yield Problem(file="minors.toml", key=str(minor), reason=reason)
    known = {release.version: release for release in releases}
    for table in tables:
        yield from _table_problems(table, known)


def _table_problems(table: EdgeTable, known: Mapping[Version, Release]) -> Iterator[Problem]:
    for column in sorted(table.empty_columns - known.keys()):
        yield Problem(file=table.file, key="empty_columns", reason=f"there is no release {column}")
    for source, targets in table.edges.items():
        if source not in known:
            yield Problem(file=table.file, key=f"{source}", reason=f"there is no release {source}")
        for target in sorted(targets):
            for reason in _edge_problems(table, source, target, known):
                yield Problem(file=table.file, key=f"{source} to {target}", reason=reason)
    if table.edges and not table.matrix:
        yield Problem(file=table.file, key="matrix", reason="is false, but there are edges")


def _edge_problems(
    table: EdgeTable, source: Version, target: Version, known: Mapping[Version, Release]
) -> Iterator[str]:
    if target not in known:
        yield f"there is no release {target}"
    else:
        yield from _no_stop(table, known[target])
    if target in table.empty_columns:
        yield f"{target} is marked, and among the empty columns"
    if target <= source:
        yield "goes backwards"
    if target.minor != table.target_minor:
        yield f"does not lead to {table.target_minor}"
    if (table.kind is HopKind.PATCH) != (source.minor == target.minor):
        yield f"is no {table.kind}"


def _no_stop(table: EdgeTable, target: Release) -> Iterator[str]:
    """A page may well mark what was withdrawn later; then the table has to say that this is known."""
    if target.hotfix is not None:
        yield f"{target.version} is a hotfix without a public release"
    if target.withdrawn is not None and not any(str(target.version) in note for note in table.notes):
        yield f"{target.version} was withdrawn, and no note of the table says so"
