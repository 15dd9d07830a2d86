"""Where everything lies: zones one below the other, racks in rows, boxes in rows. Pure, and the same for the same values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from dcos_upgrade.worksheets.diagram.parts import Box, Group, Zone, told, zones
from dcos_upgrade.worksheets.diagram.picture import Kind, Line, Picture, Shape
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.visible import columns_of, fitted, visible

WIDTH = 1180
MARGIN, GAP, PADDING = 20, 12, 12
HEADER, LABEL, LINE = 74, 26, 17
BOX_WIDTH, BOX_LINES = 172, 6
COLUMN = 7.4
"""Pixels that one column of the 12 pixel type takes at most."""
TITLE = 20
"""Pixels of the title's type."""
KEYS = (
    (Kind.BOOTSTRAP, "bootstrap host"),
    (Kind.MASTER, "master"),
    (Kind.SERVICE_MARATHON, "service Marathon"),
    (Kind.PRIVATE_AGENT, "private agent"),
    (Kind.PUBLIC_AGENT, "public agent"),
    (Kind.COUNT, "several, counted"),
)
UNWELL = "broken edge: not active, or unknown"


def cluster_diagram(given: Given) -> Picture:
    """The whole cluster; with a plan, the versions that it leads to."""
    parts = zones(given)
    shapes: list[Shape] = []
    y = HEADER
    for zone in parts:
        drawn = tuple(_zone(zone, y))
        shapes += drawn
        y = drawn[0].bottom + GAP
    keys = tuple(_keys(y))
    shapes += keys
    name = visible(given.snapshot.inventory.cluster) or "without a name"
    return Picture(
        width=WIDTH,
        height=max(shape.bottom for shape in keys) + MARGIN,
        title=fitted(f"Cluster {name}", _columns(WIDTH - 2 * MARGIN) * 12 // TITLE),
        subtitle=_subtitle(given),
        description=told(parts),
        shapes=tuple(shapes),
    )


def _subtitle(given: Given) -> str:
    taken = f"as captured {given.snapshot.taken:%Y-%m-%d %H:%M} UTC"
    if given.plan is None:
        return f"{taken}; no plan given"
    return f"{taken}; plan {given.plan.source} → {given.plan.target} ({given.plan.digest[:12]})"


def _zone(zone: Zone, y: int) -> Iterator[Shape]:
    """The zone first, then what lies in it."""
    width = WIDTH - 2 * MARGIN
    inside = tuple(_rows(zone.groups, MARGIN + PADDING, y + LABEL, width - 2 * PADDING))
    bottom = max((shape.bottom for shape in inside), default=y + LABEL + LINE)
    words = zone.name if zone.groups else f"{zone.name}: {zone.empty}"
    label = Line(text=fitted(words, _columns(width - 2 * PADDING)), strong=True)
    yield Shape(
        kind=Kind.ZONE,
        x=MARGIN,
        y=y,
        width=width,
        height=bottom + PADDING - y,
        lines=(label,),
        whole=words,
        unwell=not zone.groups and zone.empty.startswith("unknown"),
    )
    yield from inside


def _rows(groups: Sequence[Group], x: int, y: int, width: int) -> Iterator[Shape]:
    """Groups side by side, as many as go into a row; a row is as high as the highest of it."""
    left, lowest = x, y
    for group in groups:
        shapes = tuple(_group(group, 0, 0, width))
        taken = shapes[0].width
        if left > x and left + taken > x + width:
            left, y = x, lowest + GAP
        yield from (replace(shape, x=shape.x + left, y=shape.y + y) for shape in shapes)
        lowest = max(lowest, y + shapes[0].height)
        left += taken + GAP


def _group(group: Group, x: int, y: int, width: int) -> Iterator[Shape]:
    """A frame with its boxes in a grid."""
    across = max(1, min(len(group.boxes), (width - 2 * PADDING + GAP) // (BOX_WIDTH + GAP)))
    boxes = tuple(_grid(group.boxes, x + PADDING, y + (LABEL if group.name else PADDING), across))
    own = across * (BOX_WIDTH + GAP) - GAP + 2 * PADDING
    label = fitted(group.name, _columns(own - 2 * PADDING))
    yield Shape(
        kind=Kind.RACK,
        x=x,
        y=y,
        width=own,
        height=max(box.bottom for box in boxes) + PADDING - y,
        lines=(Line(text=label),) if label else (),
        whole=group.name,
    )
    yield from boxes


def _grid(boxes: Sequence[Box], x: int, y: int, across: int) -> Iterator[Shape]:
    height = 2 * 8 + LINE * min(BOX_LINES, max(len(box.words) for box in boxes))
    for number, box in enumerate(boxes):
        row, column = divmod(number, across)
        yield Shape(
            kind=box.kind,
            x=x + column * (BOX_WIDTH + GAP),
            y=y + row * (height + GAP),
            width=BOX_WIDTH,
            height=height,
            lines=tuple(_lines(box.words)),
            whole=", ".join((str(box.kind), *box.words)),
            unwell=box.unwell,
        )


def _lines(words: Iterable[str]) -> Iterator[Line]:
    for number, text in enumerate(tuple(words)[:BOX_LINES]):
        yield Line(text=fitted(text, _columns(BOX_WIDTH - 24)), strong=number == 0)


def _keys(y: int) -> Iterator[Shape]:
    """What each form means."""
    x = MARGIN
    for number, (kind, words) in enumerate((*KEYS, (Kind.COUNT, UNWELL))):
        width = 40 + int(columns_of(words) * COLUMN)
        if x + width > WIDTH - MARGIN:
            x, y = MARGIN, y + 34
        broken = number == len(KEYS)
        yield Shape(
            kind=kind, x=x, y=y, width=width, height=26, lines=(Line(text=words),), whole=f"key: {words}", unwell=broken
        )
        x += width + GAP


def _columns(width: int) -> int:
    return int(width / COLUMN)
