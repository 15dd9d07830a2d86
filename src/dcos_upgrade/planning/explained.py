"""What is behind a route: the shorter ones and why not, the doors that close on the way, and the other way round it all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.plan import Refusal
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.another_way import AnotherWay, Count, another_way
from dcos_upgrade.planning.door import ClosedDoor
from dcos_upgrade.planning.doors import doors_of
from dcos_upgrade.planning.leaps import ShorterRoute, shorter_routes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRoute:
    """``another`` is None where the route is short."""

    shorter: tuple[ShorterRoute, ...]
    doors: tuple[ClosedDoor, ...]
    another: AnotherWay | None


def explained(
    route: Sequence[Version], refusals: Iterable[Refusal], catalog: Catalog, counts: Sequence[Count] = ()
) -> ExplainedRoute:
    """``counts``: what there is to move, where a cluster was captured. A route that does not exist has nothing behind it."""
    if len(route) < 2:
        return ExplainedRoute(shorter=(), doors=(), another=None)
    ends = catalog.release(route[0]), catalog.release(route[-1])
    return ExplainedRoute(
        shorter=shorter_routes([str(stop) for stop in route], refusals),
        doors=doors_of(route, catalog),
        another=another_way(len(route) - 1, *ends, counts),
    )
