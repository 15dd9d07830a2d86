"""Releases for people and programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dcos_upgrade.catalog import Release
from dcos_upgrade.render.terminal import BOLD, Terminal, columns

SHOWN = ("mesos", "marathon", "zookeeper", "metronome")


def release_keys(release: Release) -> dict[str, Any]:
    return {
        "version": str(release.version),
        "released": str(release.released) if release.released else None,
        "tagged": str(release.tagged),
        "withdrawn": release.withdrawn,
        "hotfix": release.hotfix,
        "editions": list(release.editions),
        "components": dict(release.components),
        "sources": list(release.sources),
    }


def releases_text(releases: Iterable[Release]) -> str:
    rows: list[tuple[str, ...]] = [("release", "released", *SHOWN, "")]
    for each in releases:
        note = "withdrawn" if each.withdrawn else "hotfix" if each.hotfix else ""
        shown = tuple(each.components.get(name, "–") for name in SHOWN)
        rows.append((str(each.version), str(each.released or "unknown"), *shown, note))
    return "\n".join(columns(rows))


def release_text(release: Release, terminal: Terminal) -> str:
    lines = [terminal.style(f"DC/OS {release.version}", BOLD)]
    lines += columns(
        [
            ("released", str(release.released or "unknown")),
            ("tagged", str(release.tagged)),
            ("editions", ", ".join(release.editions)),
            *sorted(release.components.items()),
        ],
        indent="  ",
    )
    if release.withdrawn:
        lines.append(terminal.wrapped(release.withdrawn, first="  withdrawn  "))
    if release.hotfix:
        lines.append(terminal.wrapped(release.hotfix, first="  hotfix  "))
    lines += [terminal.wrapped(source, first="  source  ") for source in release.sources]
    return "\n".join(lines)
