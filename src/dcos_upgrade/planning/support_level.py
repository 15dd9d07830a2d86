"""How well a release is supported on a day: N-2, counted in minors from the newest one that is out then. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.version import Minor, Version


class Level(StrEnum):
    """``MAINTAINED``: fixes on request at most. ``UNRELEASED``: its minor was not out on the day."""

    SUPPORTED = "supported"
    MAINTAINED = "maintenance-only"
    ENDED = "end-of-support"
    UNRELEASED = "not-out-yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """``behind`` counts minors back from ``newest``, the newest minor of the day."""

    release: Version
    on: date
    newest: Minor
    behind: int
    level: Level
    reason: str


def support_of(catalog: Catalog, release: Version, on: date) -> Support:
    """Raises Usage for a release that the catalog does not know."""
    catalog.release(release)
    out = [entry.minor for entry in catalog.minors if entry.released is None or entry.released <= on]
    behind = catalog.position(out[-1]) - catalog.position(release.minor)
    level, reason = _level(catalog, release.minor, out[-1], behind, on)
    return Support(release=release, on=on, newest=out[-1], behind=behind, level=level, reason=reason)


def _level(catalog: Catalog, minor: Minor, newest: Minor, behind: int, on: date) -> tuple[Level, str]:
    policy = catalog.support_policy
    if on >= policy.ends:
        return Level.ENDED, f"the whole product is without support since {policy.ends}"
    if behind < 0:
        return Level.UNRELEASED, f"{minor} was not out on {on}; the newest minor was {newest}"
    where = f"{minor} is {_place(behind, newest)} on {on}"
    if behind <= policy.supported_back:
        return Level.SUPPORTED, f"{where}: within N-{policy.supported_back}, with every patch of it"
    if behind <= policy.maintained_back:
        return Level.MAINTAINED, f"{where}: out of N-{policy.supported_back}, fixes on request at most"
    return Level.ENDED, f"{where}: out of support"


def _place(behind: int, newest: Minor) -> str:
    if behind == 0:
        return "the newest minor"
    return f"{behind} {'minor' if behind == 1 else 'minors'} behind {newest}, the newest one"
