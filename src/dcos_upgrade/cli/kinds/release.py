"""Releases of DC/OS."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade import catalog
from dcos_upgrade.catalog import Release
from dcos_upgrade.cli.kind import Kind, sentence
from dcos_upgrade.core.version import Version
from dcos_upgrade.render.console.explanation import Explanation


def names() -> Iterator[str]:
    return (str(version) for version in catalog.own().versions)


def explain(name: str) -> Explanation:
    known = catalog.release(Version.parse(name))
    return Explanation(
        name=name,
        kind="release",
        title=f"DC/OS {known.version}",
        text=sentence(*_told(known)),
        source="; ".join(known.sources),
    )


def _told(known: Release) -> Iterator[str]:
    yield (
        f"Released on {known.released}." if known.released else f"Tagged on {known.tagged}, no public release is known."
    )
    if known.withdrawn:
        yield f"Withdrawn: {known.withdrawn}."
    if known.hotfix:
        yield f"Not a public release: {known.hotfix}."
    yield f"With {', '.join(f'{name} {version}' for name, version in known.components.items())}."


KIND = Kind(name="release", meaning="a release of DC/OS", names=names, explain=explain, rank=0)
