"""The sections of a report: found by their constant, not listed; and the document that they make."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dcos_upgrade.render.workbook import sections as room
from dcos_upgrade.render.workbook.blocks import Cell, Chapter, Document, Section
from dcos_upgrade.render.workbook.cells import stamp
from dcos_upgrade.usecases.workbook.model import Workbook


@cache
def sections() -> tuple[Section, ...]:
    """In the order in which they are read."""
    names = (module.name for module in pkgutil.iter_modules(room.__path__))
    modules = (importlib.import_module(f"{room.__name__}.{name}") for name in names)
    return tuple(sorted((module.SECTION for module in modules), key=lambda section: section.order))


def report(workbook: Workbook) -> Document:
    """The report as a document."""
    return Document(
        title=f"DC/OS upgrade of {workbook.cluster}, {workbook.source} → {workbook.target}",
        about=(
            Cell(text="Run"),
            Cell(text=workbook.run, code=True),
            Cell(text=f"· report made {stamp(workbook.made)} by dcos-upgrade {workbook.tool_version}"),
        ),
        tool_version=workbook.tool_version,
        chapters=tuple(
            Chapter(id=section.id, title=section.title, blocks=tuple(section.blocks(workbook)))
            for section in sections()
        ),
    )
