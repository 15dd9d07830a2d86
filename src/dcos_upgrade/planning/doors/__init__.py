"""The doors of a hop: one file, one door, one source."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.door import After, ClosedDoor, Door, Passage

_ORDER = tuple(After)


@cache
def discover() -> Mapping[str, Door]:
    """Every door by its id, in the order in which a hop comes to them."""
    names = (module.name for module in pkgutil.iter_modules(__path__))
    found = [importlib.import_module(f"{__name__}.{name}").DOOR for name in names]
    ordered = sorted(found, key=lambda door: (_ORDER.index(door.after), door.id))
    return MappingProxyType({door.id: door for door in ordered})


def doors_of(route: Sequence[Version], catalog: Catalog) -> tuple[ClosedDoor, ...]:
    """Every door of every hop, in the order in which they close."""
    return tuple(_doors(route, catalog))


def _doors(route: Sequence[Version], catalog: Catalog) -> Iterator[ClosedDoor]:
    for number, (source, target) in enumerate(pairwise(route), start=1):
        passage = Passage(source=catalog.release(source), target=catalog.release(target))
        for door in discover().values():
            says = door.says(passage)
            if says is not None:
                yield ClosedDoor(hop=number, source=str(source), target=str(target), door=door, says=says)
