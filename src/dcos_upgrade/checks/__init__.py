"""Pure questions about a scene, asked of the inventory: one check per file, found by its constant ``CHECK``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.core.check import Check


@cache
def discover() -> Mapping[str, Check]:
    """Every check by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (module.CHECK for module in modules if hasattr(module, "CHECK"))
    return MappingProxyType({check.id: check for check in sorted(found, key=lambda check: check.id)})


__all__ = ["discover"]
