"""What worksheets are filled from: a snapshot, a plan if there is one, and what only people know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.snapshot import Snapshot

T = TypeVar("T")

NO_PLAN = "no plan was given (--plan plan.json)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCase:
    """A support case or an issue as people typed it in; what they left out is empty."""

    id: str
    title: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """``racks`` are a site's own: a node's id, address or host name → its rack. ``cases`` None: nobody has said which there are.

    ``found`` holds what several worksheets make of the rest, so that it is made once.
    """

    snapshot: Snapshot
    plan: Plan | None = None
    racks: Mapping[str, str] = field(default_factory=dict)
    cases: tuple[SupportCase, ...] | None = None
    found: dict[Callable[[Given], object], object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[Given], T]) -> T:
        """What ``make`` makes of this, made at the first call."""
        if make not in self.found:
            self.found[make] = make(self)
        return cast(T, self.found[make])
