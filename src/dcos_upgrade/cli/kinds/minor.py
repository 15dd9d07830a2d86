"""Minors of DC/OS."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade import catalog
from dcos_upgrade.catalog import MinorEntry
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterator[str]:
    return (str(entry.minor) for entry in catalog.minors())


def explain(name: str) -> Explanation:
    entry = next(each for each in catalog.minors() if str(each.minor) == name)
    return Explanation(
        name=name,
        kind="minor",
        title=f"DC/OS {name}",
        text=sentence(*_told(entry)),
        source="DC/OS version policy (N-2) and release notes; the catalog's minors",
    )


def _told(entry: MinorEntry) -> Iterator[str]:
    releases = catalog.own().of(entry.minor)
    if entry.released:
        yield f"Released on {entry.released}."
    yield f"Out of support since {entry.support_ends} ({entry.basis})."
    usable = [each.version for each in releases if each.usable]
    yield f"{len(releases)} releases are known, from {releases[0].version} to {releases[-1].version}."
    if usable:
        yield f"The newest that a plan may stop at is {usable[-1]}."


KIND = Kind(name="minor", meaning="a line of releases, such as 1.10", names=names, explain=explain, rank=0)
