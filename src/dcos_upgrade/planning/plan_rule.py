"""A rule for whole plans: its objection to one that is not safe to run, with the place. One rule per file under ``plan_rules/``.

A plan file comes back from outside, so nothing in it is taken for granted: a rule answers for every value that the file can hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from dcos_upgrade import catalog as catalog_room
from dcos_upgrade.catalog import Catalog, Release
from dcos_upgrade.core.cluster import Leaders, Role
from dcos_upgrade.core.plan import Hop, Plan, Stage, StageName, Step, Wave
from dcos_upgrade.core.version import Version

ROLE_OF = {
    StageName.MASTERS: Role.MASTER,
    StageName.PRIVATE_AGENTS: Role.PRIVATE_AGENT,
    StageName.PUBLIC_AGENTS: Role.PUBLIC_AGENT,
}
"""The stages that have nodes, and of which role."""

AGENT_STAGES = (StageName.PRIVATE_AGENTS, StageName.PUBLIC_AGENTS)
NAMED_AT_MOST = 6
TOO_MUCH = 1e9
"""Seconds or counts that no run has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """``trace``: where in the plan, or by which steps the bad state is reached; one line each."""

    reason: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedWave:
    """A wave with where it stands; numbers count from 0."""

    hop_number: int
    hop: Hop
    stage: Stage
    number: int
    wave: Wave

    @property
    def place(self) -> str:
        return (
            f"{place_of_hop(self.hop_number, self.hop)}, {self.stage.name}, wave {self.number + 1} ({self.wave.name})"
        )

    def objection(self, reason: str, nodes: Iterable[str] = ()) -> Objection:
        names = tuple(nodes)
        return Objection(reason=reason, trace=(f"{self.place}: {named(names)}" if names else self.place,))


@dataclass(frozen=True, kw_only=True)
class Review:
    """A plan under review. ``leaders`` as they were observed for it; unset where nobody has looked."""

    plan: Plan
    leaders: Leaders = field(default_factory=Leaders)
    catalog: Catalog = field(default_factory=catalog_room.own)

    @cached_property
    def waves(self) -> tuple[PlacedWave, ...]:
        return tuple(self._waves())

    def _waves(self) -> Iterator[PlacedWave]:
        for hop_number, hop in enumerate(self.plan.hops):
            for stage in hop.stages:
                for number, wave in enumerate(stage.waves):
                    yield PlacedWave(hop_number=hop_number, hop=hop, stage=stage, number=number, wave=wave)

    @cached_property
    def first_agent_waves(self) -> tuple[PlacedWave, ...]:
        return tuple(each for each in self.waves if each.stage.name in AGENT_STAGES and each.number == 0)

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        return {node.id: node.role for node in self.plan.inventory.nodes}

    def steps(self) -> Iterator[tuple[PlacedWave, Step]]:
        return ((placed, step) for placed in self.waves for step in placed.wave.steps)

    def release(self, text: str) -> Release | None:
        """The catalog's entry, None for what is no release or not in the catalog."""
        version = version_of(text)
        return self.catalog.release(version) if version is not None and self.catalog.has(version) else None

    def ends(self, hop: Hop) -> tuple[Release, Release] | None:
        """Source and target, None where one of them is not known: another rule speaks of that."""
        source, target = self.release(hop.source), self.release(hop.target)
        return None if source is None or target is None else (source, target)

    def begun(self, hop_number: int) -> bool:
        """Whether the plan found the cluster in the middle of this hop."""
        return any(number == hop_number for number, _ in self.plan.found_done)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """``objection`` returns the first thing that the rule has against a plan, None where it has nothing."""

    id: str
    title: str
    source: str
    objection: Callable[[Review], Objection | None]


@lru_cache(maxsize=1024)
def version_of(text: str) -> Version | None:
    """None for what is no release number. A plan names few releases, many times."""
    try:
        return Version.parse(text)
    except ValueError:
        return None


def place_of_hop(number: int, hop: Hop) -> str:
    return f"hop {number + 1} ({hop.source} → {hop.target})"


def place_of_stage(number: int, hop: Hop, stage: Stage) -> str:
    return f"{place_of_hop(number, hop)}, {stage.name}"


def named(nodes: Iterable[str]) -> str:
    """The first few by name, the others by their number."""
    names = tuple(nodes)
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
