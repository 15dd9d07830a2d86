"""What the diagram of the cluster shows, in words: who is there, in which part, and who leads."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.worksheets.diagram.parts import zones
from dcos_upgrade.worksheets.figure import Figure, said
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.leading import leading
from dcos_upgrade.worksheets.worksheet import Table, Worksheet

LEADERS = ("Service", "Leader")
PARTS = ("Part", "Group", "Boxes")


def fill(given: Given) -> Iterator[Table | str]:
    leads = leading(given.snapshot)
    rows = tuple((said(service), figure) for service, figure in leads.by_service.items())
    yield Table(id="leaders", title="Leaders", columns=LEADERS, rows=rows, empty="none")
    yield Table(id="parts", title="Parts of the diagram", columns=PARTS, rows=tuple(_parts(given)), empty="none")


def _parts(given: Given) -> Iterator[tuple[Figure, Figure, Figure]]:
    """As many rows as the diagram has groups; what is not known is said as it is said there."""
    for zone in zones(given):
        if not zone.groups:
            yield said(zone.name), said("–"), said(zone.empty)
        for group in zone.groups:
            boxes = "; ".join(f"{box.kind} {' '.join(box.words)}" for box in group.boxes)
            yield said(zone.name), said(group.name or "–"), said(boxes)


WORKSHEET = Worksheet(
    id="cluster-diagram",
    title="Cluster architecture diagram",
    source="workbook, 'Cluster Architecture Diagram'",
    about="The cluster as a picture: masters and who leads, racks and their agents, service Marathons, the bootstrap host.",
    order=5,
    fill=fill,
)
