"""In which hops the Marathons of masters that are still old are held back. Pure.

Marathon moves what it keeps in ZooKeeper to its own format when it first leads, and goes back across no version. So while a
hop runs that brings a new one, no old one may lead any more once a new one has.
"""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.route import RouteHop

MARATHON = "marathon"


def hold_back(hop: RouteHop, inventory: Inventory) -> bool | UnsetType:
    """True where the hop may bring another Marathon and there is a second master to hold it back on; else unset.

    A version that the catalog does not have counts as another one.
    """
    alone = len(inventory.masters) < 2
    return UNSET if alone or _same_marathon(hop) else True


def _same_marathon(hop: RouteHop) -> bool:
    before, after = _marathon(hop.source), _marathon(hop.target)
    return bool(before) and before == after


def _marathon(release: Version) -> str:
    known = catalog.own()
    return known.release(release).components.get(MARATHON, "") if known.has(release) else ""
