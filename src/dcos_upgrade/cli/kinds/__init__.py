"""What can be explained: one file, one kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dcos_upgrade.cli.kind import Kind


@cache
def discover() -> tuple[Kind, ...]:
    """Every kind in the order in which a name is looked for among them."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").KIND for name in names]
    return tuple(sorted(found, key=lambda kind: (kind.rank, kind.name)))
