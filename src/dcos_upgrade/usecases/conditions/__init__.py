"""The conditions under which a cluster can go a way: one file, one kind, one source. What is judged later is one more file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.planning.why_not import Condition
from dcos_upgrade.usecases.condition import ConditionKind, Journey


@cache
def discover() -> Mapping[str, ConditionKind]:
    """Every kind by its id, in the order of their ids."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").CONDITION for name in names]
    return MappingProxyType({kind.id: kind for kind in sorted(found, key=lambda kind: kind.id)})


def conditions(journey: Journey) -> tuple[Condition, ...]:
    """Everything that the cluster does not meet, or of which nobody knows whether it does."""
    return tuple(unmet for kind in discover().values() for unmet in kind.unmet(journey))
