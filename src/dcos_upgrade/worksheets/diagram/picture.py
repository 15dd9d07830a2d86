"""Values of a picture. Units are pixels of SVG; the origin is the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a shape stands for; each is drawn in its own form, so that nothing depends on colour."""

    ZONE = "zone"
    RACK = "rack"
    BOOTSTRAP = "bootstrap host"
    MASTER = "master"
    SERVICE_MARATHON = "service Marathon"
    PRIVATE_AGENT = "private agent"
    PUBLIC_AGENT = "public agent"
    COUNT = "several, counted"
    KEY = "key"


CONTAINERS = frozenset({Kind.ZONE, Kind.RACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of text as it is drawn; ``strong`` for names."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """``whole`` is all that its shortened lines say, for a pointer or a reader's voice. ``unwell``: drawn with a broken edge."""

    kind: Kind
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    whole: str = ""
    unwell: bool = False

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """``description`` says in words what the picture shows. Shapes stand after what they lie in."""

    width: int
    height: int
    title: str
    subtitle: str
    description: str
    shapes: tuple[Shape, ...]
