"""A door: a moment in a hop after which something cannot go back. One door per file under ``doors/``, found, not listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.catalog import Release
from dcos_upgrade.core.marathon_version import marathon_numbers

Numbers = tuple[int, int, int]


class After(StrEnum):
    """The moments in the order in which a hop comes to them."""

    FIRST_STEP = "first-step"
    NEW_MARATHON_LEADS = "new-marathon-leads"
    LAST_MASTER = "last-master"
    EACH_AGENT = "each-agent"


MOMENT = {
    After.FIRST_STEP: "once the first node's script has begun",
    After.NEW_MARATHON_LEADS: "once a new Marathon leads",
    After.LAST_MASTER: "once the last master is new",
    After.EACH_AGENT: "once an agent is new, for that agent",
}
"""Each moment in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One hop as a door sees it: the releases at both ends with their components."""

    source: Release
    target: Release

    def changes(self, component: str) -> bool:
        """Another version or build of it; one that the catalog does not have counts as another."""
        before, after = self.versions(component)
        return not before or before != after

    def versions(self, component: str) -> tuple[str, str]:
        return self.source.components.get(component, ""), self.target.components.get(component, "")

    def crosses(self, component: str, line: Numbers) -> bool:
        """Whether it comes from before this version and arrives at it or behind it; not for what is no version."""
        before, after = (marathon_numbers(text) for text in self.versions(component))
        return before is not None and after is not None and before < line <= after


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """``says`` tells what has closed behind a hop, None where this door does not stand in it."""

    id: str
    title: str
    source: str
    after: After
    says: Callable[[Passage], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDoor:
    """A door in its hop; ``hop`` counts from 1."""

    hop: int
    source: str
    target: str
    door: Door
    says: str
