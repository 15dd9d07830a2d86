"""Saved answers: files that people or diagnostics bundles have kept, told apart by what is in them."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dcos_upgrade.saved import kinds
from dcos_upgrade.saved.kind import Kind


@cache
def discover() -> tuple[Kind, ...]:
    """Every kind, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(kinds.__path__))
    modules = (importlib.import_module(f"{kinds.__name__}.{name}") for name in names)
    return tuple(sorted((module.KIND for module in modules), key=lambda kind: kind.id))


__all__ = ["discover"]
