"""What to upgrade first where a machine is not listed for the next release: operating system, then Docker, then DC/OS. Pure.

One layer at a time through the whole cluster, each soaked (workbook, 'Where do you Start?' and the FAQ about all three at once).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.platform import Engine, Platform
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_judgement import Machine, Standing, held, pairs, platforms_of
from dcos_upgrade.probes.os_release import OsRelease

EACH = "one node after another through the whole cluster, then soaked, before the next layer"


@dataclass(frozen=True, slots=True)
class Pair:
    platform: Platform
    engine: Engine

    def __str__(self) -> str:
        return f"{self.platform.title} with {self.engine}"


def first_steps(catalog: Catalog, machine: Machine, stops: Sequence[Version], on: date) -> tuple[str, ...]:
    """``stops`` are the releases from the one that is left to the end of the route; the hop in question is their first two."""
    if isinstance(machine.system, Unknown):
        return ()
    return tuple(_steps(catalog, machine, machine.system, stops, on))


def _steps(catalog: Catalog, machine: Machine, system: OsRelease, stops: Sequence[Version], on: date) -> Iterator[str]:
    source, target = stops[0], stops[1]
    of_both = _lasting(catalog, stops, on)
    family = [pair for pair in of_both if pair.platform.system == system.id.lower()]
    mine = {platform.id for platform in platforms_of(catalog, system)[0]}
    same = [pair for pair in family if pair.platform.id in mine]
    if same:
        yield f"before the hop, with DC/OS at {source}: the engine to {_engines(same)}; {EACH}"
    elif family:
        yield from _both_layers(catalog, machine, family, source, on)
    else:
        yield from _no_common_pair(catalog, system, of_both, source, target, on)


def _both_layers(
    catalog: Catalog, machine: Machine, family: Sequence[Pair], source: Version, on: date
) -> Iterator[str]:
    """The system that most engines fit, and those engines."""
    wanted = max((pair.platform for pair in family), key=lambda each: (_width(family, each), each.id))
    fitting = [pair for pair in family if pair.platform is wanted]
    yield f"first, with DC/OS at {source}: the operating system to {wanted.title}; {EACH}"
    yield f"then, with DC/OS still at {source}: the engine to {_engines(fitting)}; {EACH}"
    between = held(catalog, _moved(machine, wanted), source, on)
    if between.standing is not Standing.SUPPORTED:
        yield f"between the two a node is not on a listed pair: {between.reason}; keep that time short"


def _width(family: Sequence[Pair], platform: Platform) -> int:
    return sum(1 for pair in family if pair.platform is platform)


def _moved(machine: Machine, platform: Platform) -> Machine:
    """The same machine with another operating system under its Docker."""
    kernel = f"{platform.kernels[0]}.0" if platform.kernels else ""
    version = platform.version_id.removesuffix(".*")
    return Machine(system=OsRelease(id=platform.system, version=version, kernel=kernel), docker=machine.docker)


def _no_common_pair(
    catalog: Catalog, system: OsRelease, of_both: Sequence[Pair], source: Version, target: Version, on: date
) -> Iterator[str]:
    before, after = _pairs(catalog, source, on), _pairs(catalog, target, on)
    shared = [
        platform
        for platform in catalog.platforms
        if platform.system == system.id.lower() and _width(before, platform) and _width(after, platform)
    ]
    yield f"no pair of {system.id} and Docker is listed for both {source} and {target} on {on}"
    for platform in shared:
        old = _engines([pair for pair in before if pair.platform is platform])
        new = _engines([pair for pair in after if pair.platform is platform])
        yield (
            f"{platform.title} is listed for both, with {old} for {source} and {new} for {target}: "
            "Docker has to be changed between this hop and the next one, as a run of its own, soaked"
        )
    if of_both and not shared:
        others = ", ".join(dict.fromkeys(pair.platform.title for pair in of_both))
        yield f"another operating system is listed for both ({others}): new nodes, or a new cluster"
    if not of_both and not shared:
        yield "ask the vendor which pair they stand for before this hop"


def whole_route(catalog: Catalog, system: str, stops: Sequence[Version], on: date) -> tuple[str, ...]:
    """The pairs of one operating system (by its id) that are listed for every stop."""
    each = [set(_pairs(catalog, stop, on)) for stop in stops]
    common = set.intersection(*each) if each else set()
    return tuple(sorted(str(pair) for pair in common if pair.platform.system == system))


def _lasting(catalog: Catalog, stops: Sequence[Version], on: date) -> list[Pair]:
    """The pairs for the first two stops; of those, the ones that last for the most stops after them."""
    listed = [set(_pairs(catalog, stop, on)) for stop in stops]
    common = listed[0] & listed[1]
    for later in listed[2:]:
        common = common & later or common
    return sorted(common, key=lambda pair: (pair.platform.id, pair.engine.numbers, pair.engine.edition))


def _pairs(catalog: Catalog, release: Version, on: date) -> tuple[Pair, ...]:
    return tuple(Pair(platform, row.engine) for platform, row in pairs(catalog, release, on))


def _engines(found: Sequence[Pair]) -> str:
    return " or ".join(dict.fromkeys(str(pair.engine) for pair in found))
