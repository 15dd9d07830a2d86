"""The parts that only the command line can see all of: verbs, sections of the report, faults of the lab."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache

from dcos_upgrade import catalog
from dcos_upgrade.usecases.homes import Homes, homes


@cache
def own_homes() -> Homes:
    """Every home that an entry of the product's own catalog may name."""
    return homes(catalog.own(), above())


def above() -> dict[str, frozenset[str]]:
    """Verbs of verbs are joined by a hyphen: ``verb:catalog-lint``."""
    return {
        "verb": frozenset(_files("dcos_upgrade.cli.commands")),
        "report": frozenset(_files("dcos_upgrade.render.workbook.sections")),
        "lab": frozenset(_files("dcos_upgrade.lab.faults")),
    }


def _files(package: str) -> Iterator[str]:
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
        name = found.name.strip("_").replace("_", "-")
        yield name
        if found.ispkg:
            yield from (f"{name}-{inner}" for inner in _files(f"{package}.{found.name}"))
