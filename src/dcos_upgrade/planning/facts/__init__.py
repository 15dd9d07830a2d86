"""The vocabulary of the catalog's conditions: one file, one fact, one source."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dcos_upgrade.core.expression import Typed
from dcos_upgrade.planning.fact import Fact


@cache
def discover() -> Mapping[str, Fact]:
    """Every fact by its name, in the order of their names. Raises ValueError when two files have the same name for theirs."""
    modules = (importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__))
    found: dict[str, Fact] = {}
    for fact in sorted((module.FACT for module in modules), key=lambda fact: fact.name):
        if fact.name in found:
            raise ValueError(f"two files have a fact {fact.name}")
        found[fact.name] = fact
    return MappingProxyType(found)


def vocabulary() -> Mapping[str, Typed]:
    """What conditions may name, and of which kind it is."""
    return {name: fact.typed for name, fact in discover().items()}
