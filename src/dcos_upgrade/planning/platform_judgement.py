"""One machine under one release, held against the vendor's page as it was nearest to the day of the plan. Pure.

The page was rewritten in place: what it lists for a minor later did not exist when the minor came out, and what it listed before it
may list no more. So a pair has more than two answers, and both of those in between are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.platform import Edition, Listed, Platform
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease


class Standing(StrEnum):
    """What the page says of a machine. ``LISTED_EARLIER``: no longer, but while the release was out; ``LISTED_LATER``: not yet."""

    SUPPORTED = "supported"
    LISTED_EARLIER = "listed-earlier"
    LISTED_LATER = "listed-later"
    NOT_SUPPORTED = "not-supported"
    UNKNOWN = "unknown"


WARNINGS = frozenset({Standing.LISTED_EARLIER, Standing.LISTED_LATER})
FIRST_EDITIONS = (17, 3)
"""The version from which on Docker has two editions."""
BUILT = {
    DockerBuild.DOCKER: Edition.ENGINE,
    DockerBuild.RED_HAT: Edition.RED_HAT,
    DockerBuild.COMMUNITY: Edition.COMMUNITY,
    DockerBuild.ENTERPRISE: Edition.ENTERPRISE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The two layers below DC/OS on a node, or why one of them is not known."""

    system: OsRelease | Unknown
    docker: DockerVersion | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the page of ``revision`` says of a machine under a release, in words; None where no page speaks of it.

    ``askable``: what is unknown is something that the machine could tell, and not something that the catalog does not have.
    """

    standing: Standing
    reason: str
    revision: date | None = None
    askable: bool = True


def held(catalog: Catalog, machine: Machine, release: Version, on: date) -> Held:
    """``on`` is the day of the plan."""
    page = catalog.platform_page
    revision = page.nearest(release.minor, on)
    if revision is None:
        reason = f"the page never had a column for {release.minor}"
        return Held(standing=Standing.UNKNOWN, reason=reason, askable=False)
    if isinstance(machine.system, Unknown):
        return Held(
            standing=Standing.UNKNOWN, reason=f"the system is not known: {machine.system.reason}", revision=revision
        )
    certain, possible = platforms_of(catalog, machine.system)
    if not certain and not possible:
        reason = f"{spoken(machine.system)} is not in the catalog of operating systems"
        return Held(standing=Standing.UNKNOWN, reason=reason, revision=revision, askable=False)
    return Judge(catalog, machine.system, release, revision).judged(certain, possible, machine.docker)


def platforms_of(catalog: Catalog, system: OsRelease) -> tuple[tuple[Platform, ...], tuple[Platform, ...]]:
    """(what the system surely is, what else it may be). More than one: a release, and the whole minor of which it is one."""
    named = [platform for platform in catalog.platforms if platform.names(system.id.lower(), system.version)]
    told = [platform for platform in named if platform.has_kernel(system.kernel)]
    sure = [platform for platform in named if not platform.kernels and not platform.untold]
    open_to = [platform for platform in named if platform.untold or (platform.kernels and not told)]
    return (*told, *sure), tuple(open_to)


def spoken(system: OsRelease) -> str:
    return f"{system.id} {system.version}".strip()


def editions(docker: DockerVersion) -> tuple[Edition, ...]:
    """Whose Docker this may be, by its version and by what it says of its build."""
    version = docker.version.lower()
    if docker.numbers < FIRST_EDITIONS:
        both: tuple[Edition, ...] = (Edition.ENGINE, Edition.RED_HAT)
    elif "-ce" in version or "-ee" in version:
        return (Edition.COMMUNITY if "-ce" in version else Edition.ENTERPRISE,)
    else:
        both = (Edition.COMMUNITY, Edition.ENTERPRISE)
    built = BUILT.get(docker.build) if docker.build else None
    return (built,) if built in both else both


class Judge:
    """Rows of the page against one release, by one of its revisions."""

    def __init__(self, catalog: Catalog, system: OsRelease, release: Version, revision: date) -> None:
        self._catalog, self._system, self._release, self._revision = catalog, system, release, revision
        entry = catalog.release(release)
        self._out = entry.released or entry.tagged

    def judged(
        self, certain: Sequence[Platform], possible: Sequence[Platform], docker: DockerVersion | Unknown
    ) -> Held:
        """Where something is not told, every answer that it could make is tried: only what holds in all of them is known."""
        choices = [tuple(certain), *((*certain, one) for one in possible)]
        if isinstance(docker, Unknown) or docker.state is not DockerState.RUNNING or not docker.numbers:
            return self._without_docker(choices, certain or possible, docker)
        found = {
            (place, edition): self._standing(choice, docker.numbers, edition)
            for place, choice in enumerate(choices)
            for edition in editions(docker)
        }
        if len(set(found.values())) == 1:
            return self._told(next(iter(found.values())), choices[-1], docker)
        what = f"{self._name(certain or possible)} with {_docker(docker)}"
        listed = self._engines(choices[-1]) or "nothing on that day"
        return self._held(Standing.UNKNOWN, f"{what}: {_untold(found)} is not told; listed is {listed}")

    def _without_docker(
        self, choices: Sequence[tuple[Platform, ...]], named: Sequence[Platform], docker: DockerVersion | Unknown
    ) -> Held:
        """A system that is listed with no Docker at all is not supported, whatever its Docker is."""
        why = docker.reason if isinstance(docker, Unknown) else f"it is {docker}"
        if not any(self._rows(choice) for choice in choices):
            return self._held(Standing.NOT_SUPPORTED, f"{self._name(named)} is not listed for {self._release.minor}")
        return self._held(Standing.UNKNOWN, f"the Docker on {self._name(named)} is not known: {why}")

    def _standing(self, choice: Sequence[Platform], numbers: tuple[int, ...], edition: Edition) -> Standing:
        rows = [row for row in self._rows(choice) if row.engine.edition is edition and row.engine.includes(numbers)]
        return min((self._of(row) for row in rows), key=list(Standing).index, default=Standing.NOT_SUPPORTED)

    def _of(self, row: Listed) -> Standing:
        if row.first <= self._revision <= row.last:
            return Standing.SUPPORTED
        if row.first > self._revision:
            return Standing.LISTED_LATER
        gone = self._catalog.platform_page.until(row.last)
        return Standing.LISTED_EARLIER if gone is None or gone > self._out else Standing.NOT_SUPPORTED

    def _rows(self, choice: Sequence[Platform]) -> list[Listed]:
        return [row for platform in choice for row in platform.of(self._release.minor) if self._counts(row)]

    def _counts(self, row: Listed) -> bool:
        """A footnote may ask for a later patch, and for the kernel that is Red Hat's."""
        if row.least is not None and self._release < row.least:
            return False
        return not (row.compatible_kernel and "uek" in self._system.kernel)

    def _told(self, standing: Standing, choice: Sequence[Platform], docker: DockerVersion) -> Held:
        what, minor = f"{self._name(choice)} with {_docker(docker)}", self._release.minor
        rows = [row for row in self._rows(choice) if row.engine.includes(docker.numbers)]
        match standing:
            case Standing.SUPPORTED:
                return self._held(standing, f"{what} is listed for {minor}")
            case Standing.LISTED_LATER:
                first = min(row.first for row in rows if row.first > self._revision)
                return self._held(standing, f"{what} is not listed for {minor} yet; a revision of {first} lists it")
            case Standing.LISTED_EARLIER:
                last = max(row.last for row in rows if row.last < self._revision)
                reason = f"{what} is no longer listed for {minor}; it was until {last}, when {self._release} was out"
                return self._held(standing, reason)
            case _:
                return self._held(standing, f"{what} is not listed for {minor}{self._instead(choice)}")

    def _instead(self, choice: Sequence[Platform]) -> str:
        floors = [row.least for platform in choice for row in platform.of(self._release.minor) if row.least]
        if floors and self._release < min(floors):
            return f" before {min(floors)}"
        listed = self._engines(choice)
        return f"; listed is {listed}" if listed else ""

    def _engines(self, choice: Sequence[Platform]) -> str:
        """What the page of the day lists in this row, in words; empty for nothing."""
        rows = [row for row in self._rows(choice) if self._of(row) is Standing.SUPPORTED]
        return ", ".join(dict.fromkeys(str(row.engine) for row in rows))

    def _name(self, choice: Sequence[Platform]) -> str:
        """As the page calls it, the narrowest first; ``CentOS 7.4`` was told by its kernel."""
        return choice[0].title if choice else spoken(self._system)

    def _held(self, standing: Standing, reason: str) -> Held:
        return Held(standing=standing, reason=f"{reason} (page of {self._revision})", revision=self._revision)


def _untold(found: Mapping[tuple[int, Edition], Standing]) -> str:
    """What it is that would decide."""
    places, builds = {place for place, _ in found}, {edition for _, edition in found}
    by_place = any(len({found[place, build] for place in places}) > 1 for build in builds)
    by_build = any(len({found[place, build] for build in builds}) > 1 for place in places)
    missing = ("its point release" if by_place else "", "the build of Docker" if by_build else "")
    return " or ".join(filter(None, missing))


def _docker(docker: DockerVersion) -> str:
    built = " of Red Hat's build" if docker.build is DockerBuild.RED_HAT else ""
    return f"Docker {docker.version}{built}"


def pairs(catalog: Catalog, release: Version, on: date) -> Iterator[tuple[Platform, Listed]]:
    """Every pair of system and engine that the page lists for a release on a day."""
    revision = catalog.platform_page.nearest(release.minor, on)
    if revision is None:
        return
    for platform in catalog.platforms:
        for row in platform.of(release.minor):
            if row.first <= revision <= row.last and (row.least is None or release >= row.least):
                yield platform, row
