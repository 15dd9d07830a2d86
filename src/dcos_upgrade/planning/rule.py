"""A policy rule: an objection to one step between two releases. One rule per file under ``rules/``, found, not listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dcos_upgrade.catalog import Catalog, Release
from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.core.plan import HopKind, RoutePolicy, kind_of
from dcos_upgrade.core.version import Version

EVERY_POLICY = frozenset(RoutePolicy)
TEXT_POLICIES = frozenset({RoutePolicy.SEED_STRICT, RoutePolicy.TEXT_2018})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A step that somebody might want to take. ``wanted`` is where the whole route is to end."""

    source: Release
    target: Release
    wanted: Version
    on: date
    policy: RoutePolicy
    catalog: Catalog

    @property
    def kind(self) -> HopKind:
        return kind_of(self.source.version, self.target.version)

    @property
    def minors_apart(self) -> int:
        """1 from 1.10 to 1.11 and from 1.13 to 2.0; negative backwards."""
        position = self.catalog.position
        return position(self.target.version.minor) - position(self.source.version.minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``objection`` returns the reason why the step is refused, None where the rule has nothing against it.

    A rule of severity WARNING never refuses a step; its objection is told as a note. ``of_state``: what one release has
    written another cannot read; this holds under every policy, and for a hop that was begun too.
    """

    id: str
    title: str
    source: str
    objection: Callable[[Candidate], str | None]
    policies: frozenset[RoutePolicy] = EVERY_POLICY
    severity: Severity = Severity.BLOCKER
    of_state: bool = False


def newest(catalog: Catalog, candidate: Version, on: date) -> Version | None:
    """The newest release of the candidate's minor that was out on this day and is fit to stop at.

    Asked from the newest down, so that the entries of older ones stay unread.
    """
    of_minor = (catalog.release(each) for each in reversed(catalog.versions) if each.minor == candidate.minor)
    return next((each.version for each in of_minor if each.usable and each.known_on(on)), None)
