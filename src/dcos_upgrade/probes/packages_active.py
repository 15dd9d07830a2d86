"""The packages that are active on each node, by id."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

COMMAND = 'for link in /opt/mesosphere/active/*; do readlink "$link" || [ ! -e "$link" ] || echo "no link: $link"; done'


class ActivePackages(msgspec.Struct, frozen=True, kw_only=True):
    """Package ids (``name--id``) in order."""

    ids: tuple[str, ...]


def parse(answer: Answer) -> ActivePackages:
    links = [line.strip() for line in output(answer).splitlines() if line.strip()]
    ids = [link.rstrip("/").rpartition("/")[2] for link in links]
    if not ids:
        raise unreadable(answer, "no package is active: the live generation is not there")
    if strange := [name for name in ids if "--" not in name or " " in name]:
        raise unreadable(answer, f"{strange[0]!r} is not a package id")
    return ActivePackages(ids=tuple(sorted(ids)))


PROBE = Probe(
    id="packages-active",
    title="Active packages on each node",
    source="pkgpanda, 'active' links under /opt/mesosphere, 1.9 to 2.2",
    fact=ActivePackages,
    question=Command(text=COMMAND),
    parse=parse,
    subjects=every_node,
)
