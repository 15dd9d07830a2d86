"""The worksheets: one per file, found by its constant ``WORKSHEET``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dcos_upgrade.worksheets.worksheet import Worksheet


@cache
def discover() -> tuple[Worksheet, ...]:
    """In the order in which they are read."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(sorted((module.WORKSHEET for module in modules), key=lambda worksheet: worksheet.order))


__all__ = ["discover"]
