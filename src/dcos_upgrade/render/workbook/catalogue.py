"""The sections of a report: found by their constant, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dcos_upgrade.render.workbook import sections as room
from dcos_upgrade.render.workbook.blocks import Section


@cache
def sections() -> tuple[Section, ...]:
    """In the order in which they are read."""
    names = (module.name for module in pkgutil.iter_modules(room.__path__))
    modules = (importlib.import_module(f"{room.__name__}.{name}") for name in names)
    return tuple(sorted((module.SECTION for module in modules), key=lambda section: section.order))
