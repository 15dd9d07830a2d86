"""The sections of a report: found by their constant, not listed; and the document that they make."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from dcos_upgrade.render.document.blocks import Cell, Chapter, Document, Section
from dcos_upgrade.render.document.cells import stamp
from dcos_upgrade.render.workbook import sections as room
from dcos_upgrade.render.worksheets.chapters import SOURCES, worksheet_chapters
from dcos_upgrade.usecases.workbook.model import Workbook

BEHIND_THE_WORKSHEETS = 38
"""``order`` of the sections that tell of the run."""


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
        chapters=tuple(_chapters(workbook)),
    )


def _chapters(workbook: Workbook) -> Iterator[Chapter]:
    """The worksheets stand behind the sections that tell of the time before, the glossary at the end."""
    for section in sections():
        if section.order >= BEHIND_THE_WORKSHEETS and section is first_behind():
            yield from _worksheets(workbook)
        yield Chapter(id=section.id, title=section.title, blocks=tuple(section.blocks(workbook)))


def _worksheets(workbook: Workbook) -> Iterator[Chapter]:
    if workbook.before is None:
        return
    drawing = f"cluster-{workbook.run}.svg"
    for chapter in worksheet_chapters(workbook.before.book, drawing):
        if chapter.id == SOURCES:
            yield chapter
        else:
            yield replace(chapter, id=f"sheet-{chapter.id}", title=f"Worksheet: {chapter.title}")


@cache
def first_behind() -> Section:
    """The first section that tells of the run itself."""
    return next(section for section in sections() if section.order >= BEHIND_THE_WORKSHEETS)
