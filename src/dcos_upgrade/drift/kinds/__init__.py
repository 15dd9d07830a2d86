"""What may differ between two snapshots: one kind per file, found by its constant ``DRIFT_KIND``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.drift.drift_kind import DriftKind


@cache
def discover() -> Mapping[str, DriftKind]:
    """Every kind by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (module.DRIFT_KIND for module in modules if hasattr(module, "DRIFT_KIND"))
    return MappingProxyType({kind.id: kind for kind in sorted(found, key=lambda kind: kind.id)})


__all__ = ["discover"]
