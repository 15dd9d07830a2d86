"""What must hold at every moment that a plan allows: one file, one invariant, one source."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.planning.invariant import Invariant


@cache
def discover() -> Mapping[str, Invariant]:
    """Every invariant by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").INVARIANT for name in names]
    return MappingProxyType({each.id: each for each in sorted(found, key=lambda each: each.id)})
