"""What a route stands on: support of its ends, systems and Docker under its hops, what each hop asks of the machines and brings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.expected import Expected, expected
from dcos_upgrade.planning.host_requirements import JudgedRequirement, judged_requirements
from dcos_upgrade.planning.platforms import PlatformRow, Platforms, judged_platforms
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.planning.support_level import Support, support_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HopGround:
    """``rows`` and ``requirements`` are empty without a captured cluster; ``brings`` are the components of the target."""

    source: Version
    target: Version
    rows: tuple[PlatformRow, ...]
    requirements: tuple[JudgedRequirement, ...]
    brings: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """``support`` is that of every stop, in order. ``lasting`` are pairs that are listed for all of them."""

    on: date
    support: tuple[Support, ...]
    hops: tuple[HopGround, ...]
    lasting: tuple[str, ...] = ()


def foundation(catalog: Catalog, stops: Sequence[Version], on: date, snapshot: Snapshot | None = None) -> Foundation:
    """``stops`` are the releases of the route, the present one first; one alone where there is nothing to do."""
    platforms = judged_platforms(catalog, snapshot, stops, on) if snapshot is not None else None
    return Foundation(
        on=on,
        support=tuple(support_of(catalog, stop, on) for stop in stops),
        hops=tuple(_ground(catalog, stops, place, on, snapshot, platforms) for place in range(len(stops) - 1)),
        lasting=platforms.lasting if platforms else (),
    )


def _ground(
    catalog: Catalog,
    stops: Sequence[Version],
    place: int,
    on: date,
    snapshot: Snapshot | None,
    platforms: Platforms | None,
) -> HopGround:
    source, target = list(pairwise(stops))[place]
    situation = Situation(
        source=source, target=target, wanted=stops[-1], on=on, catalog=catalog, route=tuple(stops), snapshot=snapshot
    )
    return HopGround(
        source=source,
        target=target,
        rows=platforms.hops[place].rows if platforms else (),
        requirements=judged_requirements(situation) if snapshot is not None else (),
        brings=expected(catalog, target),
    )
