"""What must hold at every moment of a run, and how such a moment is told. One invariant per file under ``invariants/``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Nodes of one role in one state; which ones they are does not matter, nor how many, but for two or more (``many``).

    ``to`` is where they are in flight to, by a script that is made for ``script_for``; None at rest. What is in flight may be at
    either release. ``aside``: out of service, set aside within the budget. ``reconfigures``: in flight to another
    configuration at the release that they have.
    """

    role: Role
    release: Version
    to: Version | None = None
    script_for: Version | None = None
    many: bool = False
    aside: bool = False
    reconfigures: bool = False

    @property
    def master(self) -> bool:
        return self.role is Role.MASTER

    @property
    def releases(self) -> tuple[Version, ...]:
        """At which releases they may be."""
        return (self.release,) if self.to is None else (self.release, self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The whole cluster at one moment. ``stuck``: the plan allows nothing more from here, and is not at its end."""

    standing: frozenset[Standing]
    catalog: Catalog
    stuck: bool = False

    @property
    def masters(self) -> Iterator[Standing]:
        return (each for each in self.standing if each.master)

    @property
    def agents(self) -> Iterator[Standing]:
        return (each for each in self.standing if not each.master)

    @property
    def flying(self) -> Iterator[Standing]:
        return (each for each in self.standing if each.to is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """``objection`` returns what is wrong with a moment, None where nothing is."""

    id: str
    title: str
    source: str
    objection: Callable[[Moment], str | None]
