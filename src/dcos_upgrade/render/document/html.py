"""A document as one HTML file: no script, nothing from elsewhere, readable on a screen and on paper."""

from __future__ import annotations

from datetime import datetime
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dcos_upgrade.render.document.blocks import Bar, Bars, Document, Drawing
from dcos_upgrade.render.document.cells import stamp
from dcos_upgrade.render.document.text import shown

NARROWEST = 0.25
"""Percent of the picture's width: a shorter bar would not be seen."""


def page(document: Document) -> str:
    """The whole page. Every text passes through redaction and escaping, whoever wrote it."""
    return _environment().get_template("page.html.j2").render(document=document, style=_style())


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("dcos_upgrade.render.document"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters.update(kind=lambda block: type(block).__name__, stamp=stamp, place=_place, drawn=_drawn)
    return environment


def _finalized(value: object) -> object:
    """Whatever a template prints comes by here; only markup of the templates themselves is left alone."""
    return value if isinstance(value, Markup) else shown(str(value))


def _style() -> Markup:
    """Our own style sheet, which has no value of anybody in it."""
    file = resources.files("dcos_upgrade.render.document") / "templates" / "style.css"
    return Markup(file.read_text(encoding="utf-8"))


def _drawn(drawing: Drawing) -> Markup:
    """Every text in it was escaped where it was written."""
    return Markup(drawing.svg)


def _place(bar: Bar, bars: Bars) -> str:
    """The bar's place along the whole time, as CSS."""
    left = _percent(bar.start, bars)
    width = max(_percent(bar.end, bars) - left, NARROWEST)
    return f"left:{min(left, 100 - NARROWEST):.2f}%;width:{width:.2f}%"


def _percent(time: datetime, bars: Bars) -> float:
    whole = (bars.end - bars.start).total_seconds() or 1.0
    return 100.0 * (time - bars.start).total_seconds() / whole
