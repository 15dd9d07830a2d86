"""What can be asked of a cluster: one fact per file, found by its constant ``PROBE``, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from dcos_upgrade.core.probe import Probe


@cache
def discover() -> Mapping[str, Probe[Any]]:
    """Every probe by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = (module.PROBE for module in modules if hasattr(module, "PROBE"))
    return MappingProxyType({probe.id: probe for probe in sorted(found, key=lambda probe: probe.id)})


__all__ = ["discover"]
