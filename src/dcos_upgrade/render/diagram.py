"""A picture of a cluster as SVG that stands alone: no script, no style sheet, nothing from elsewhere, every text escaped.

Each kind has a form of its own and its word in the key, so that nothing depends on colour. Each text lies in a frame that cuts off
whatever a font or a stranger's combining marks would draw outside of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from xml.sax.saxutils import escape

from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.render.document.text import shown
from dcos_upgrade.worksheets import Given
from dcos_upgrade.worksheets.diagram import Kind, Picture, Shape, cluster_diagram
from dcos_upgrade.worksheets.diagram.drawn import TITLE

FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
INK, SOFT, UNWELL = "#1d2430", "#5b6675", "#a01322"
FILLS = {
    Kind.ZONE: "#f5f7fa",
    Kind.RACK: "#ffffff",
    Kind.BOOTSTRAP: "#fdf3dc",
    Kind.MASTER: "#e3ecf7",
    Kind.SERVICE_MARATHON: "#efe7f7",
    Kind.PRIVATE_AGENT: "#e7f5ec",
    Kind.PUBLIC_AGENT: "#fce9dd",
    Kind.COUNT: "#ffffff",
    Kind.KEY: "#ffffff",
}
NAME = "diagram"
CUT = 9
"""Pixels of a corner that is cut or folded."""
LINE, FIRST = 17, 20
LONGEST = 600
"""Characters of a shape's words that a pointer or a reader's voice gets; the worksheets have all of them."""


def cluster_svg(snapshot: Snapshot, plan: Plan | None = None, *, name: str = NAME) -> str:
    """The architecture of a cluster; with a plan, the versions that it leads to. ``name`` begins the ids: on one page each has its own."""
    return svg(cluster_diagram(Given(snapshot=snapshot, plan=plan)), name=name)


def svg(picture: Picture, *, name: str = NAME) -> str:
    return "\n".join(_elements(picture, name)) + "\n"


def _elements(picture: Picture, name: str) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width} {picture.height}" width="{picture.width}" '
        f'height="{picture.height}" role="img" aria-labelledby="{name}-title {name}-words" font-family="{FONT}" font-size="12">'
    )
    yield f'<title id="{name}-title">{_text(picture.title)}</title>'
    yield f'<desc id="{name}-words">{_text(f"{picture.subtitle}. {picture.description}")}</desc>'
    yield f'<rect width="{picture.width}" height="{picture.height}" fill="#ffffff"/>'
    yield f'<text x="20" y="34" font-size="{TITLE}" font-weight="bold" fill="{INK}">{_text(picture.title)}</text>'
    yield f'<text x="20" y="56" font-size="13" fill="{SOFT}">{_text(picture.subtitle)}</text>'
    for shape in picture.shapes:
        yield from _shape(shape)
    yield "</svg>"


def _shape(shape: Shape) -> Iterator[str]:
    yield "<g>"
    yield f"<title>{_text(shape.whole[:LONGEST])}</title>"
    yield from _outline(shape)
    yield from _words(shape)
    yield "</g>"


def _outline(shape: Shape) -> Iterator[str]:
    x, y, right, bottom = shape.x, shape.y, shape.right, shape.bottom
    style = _style(shape)
    match shape.kind:
        case Kind.ZONE | Kind.KEY:
            yield _rect(shape, style, radius=10)
        case Kind.RACK:
            yield _rect(shape, style, radius=4)
        case Kind.BOOTSTRAP:
            yield _path(f"M{x} {y}H{right - CUT}L{right} {y + CUT}V{bottom}H{x}Z", style)
            yield _path(f"M{right - CUT} {y}V{y + CUT}H{right}", style)
        case Kind.MASTER:
            yield _rect(shape, style, radius=0)
            yield _rect(shape, style, radius=0, inset=3)
        case Kind.SERVICE_MARATHON:
            middle = (y + bottom) // 2
            points = f"M{x} {middle}L{x + CUT} {y}H{right - CUT}L{right} {middle}L{right - CUT} {bottom}H{x + CUT}Z"
            yield _path(points, style)
        case Kind.PRIVATE_AGENT:
            yield _rect(shape, style, radius=9)
        case Kind.PUBLIC_AGENT:
            yield _path(
                f"M{x + CUT} {y}H{right - CUT}L{right} {y + CUT}V{bottom - CUT}L{right - CUT} {bottom}H{x + CUT}"
                f"L{x} {bottom - CUT}V{y + CUT}Z",
                style,
            )
        case Kind.COUNT:
            yield _path(f"M{x + 4} {y}H{right}V{bottom - 4}H{x + 4}Z", style)
            yield _path(f"M{x} {y + 4}H{right - 4}V{bottom}H{x}Z", style)
        case _:
            assert_never(shape.kind)


def _style(shape: Shape) -> str:
    broken = ' stroke-dasharray="5 3"' if shape.unwell else ""
    stroke, width = (UNWELL, 2) if shape.unwell else (SOFT, 1)
    return f'fill="{FILLS[shape.kind]}" stroke="{stroke}" stroke-width="{width}"{broken}'


def _rect(shape: Shape, style: str, *, radius: int, inset: int = 0) -> str:
    width, height = shape.width - 2 * inset, shape.height - 2 * inset
    return (
        f'<rect x="{shape.x + inset}" y="{shape.y + inset}" width="{width}" height="{height}" rx="{radius}" {style}/>'
    )


def _path(points: str, style: str) -> str:
    return f'<path d="{points}" {style}/>'


def _words(shape: Shape) -> Iterator[str]:
    """In a frame of their own, which cuts off."""
    if not shape.lines:
        return
    yield f'<svg x="{shape.x}" y="{shape.y}" width="{shape.width}" height="{shape.height}" overflow="hidden">'
    indent = 20 if shape.kind in {Kind.BOOTSTRAP, Kind.COUNT} and shape.height < 30 else 12
    for number, line in enumerate(shape.lines):
        weight = ' font-weight="bold"' if line.strong else ""
        baseline = (18 if shape.height < 30 else FIRST) + number * LINE
        yield f'<text x="{indent}" y="{baseline}" fill="{INK}"{weight}>{_text(line.text)}</text>'
    yield "</svg>"


def _text(text: str) -> str:
    return escape(shown(text))
