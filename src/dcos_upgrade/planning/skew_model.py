"""A plan as places that a run goes through one after the other: its waves, with who is alike in each. Pure.

Nodes of one role, at one release, on one way are alike, so a place counts them. Whatever stands outside the wave is told by
role and release only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from msgspec import UNSET, UnsetType

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.plan import Hop, HopKind, Pacing, Plan, Stage, Step, Wave
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.invariant import Standing
from dcos_upgrade.planning.plan_rule import AGENT_STAGES, version_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Nodes of a wave that cannot be told apart, with those that are still to be done in ``names``.

    ``count`` is how many of them are walked, which is fewer than there are in a large wave.
    """

    role: Role
    release: Version
    script_for: Version
    target: Version
    names: tuple[str, ...]
    count: int
    reconfigures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One wave of one hop. ``others`` is the rest of the cluster while the wave runs, the wave's own nodes that are done among it.

    ``out_budget``: how many agents may be out, in flight or set aside; None without a limit. ``may_lose``: whether one may be set
    aside. ``ends_hop``: the next wave belongs to another hop, or there is none. Places of one ``look`` differ in names and numbers only;
    ``repeated`` more of them, in all the same, follow this one and are not walked.
    """

    hop: int
    stage: Stage
    wave_number: int
    wave: Wave
    alike: tuple[Alike, ...]
    others: frozenset[Standing]
    at_once: int
    out_budget: int | None
    may_lose: bool
    aside: Standing
    ends_hop: bool
    look: int
    repeated: int = 0

    @property
    def walked_as(self) -> tuple[object, ...]:
        """What the walk of this place depends on."""
        counts = tuple(each.count for each in self.alike)
        return self.look, counts, self.at_once, self.out_budget, self.may_lose, self.ends_hop


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How many of a wave are walked, how many of them at once, how many waves in a row that are all the same, and at how many
    states the walk gives up.
    """

    nodes: int = 16
    at_once: int = 4
    same_waves: int = 3
    states: int = 500_000


BOUNDS = Bounds()


def places_of(plan: Plan, bounds: Bounds = BOUNDS) -> tuple[Place, ...]:
    """In the order of the run. Raises ValueError for a release that is none."""
    rows = (tuple(row) for _, row in groupby(_places(plan, bounds), key=lambda place: place.walked_as))
    return tuple(place for row in rows for place in _shortened(row, bounds.same_waves))


def _shortened(row: tuple[Place, ...], most: int) -> tuple[Place, ...]:
    """The first few of waves that are all the same; the last of them says how many more there are."""
    more = len(row) - most
    return row if more <= 0 else (*row[: most - 1], replace(row[most - 1], repeated=more))


Kind = tuple[Role, str]
"""(role, release)"""
Way = tuple[Role, str, str, str]
"""(role, release, source and target of the step)"""


def _places(plan: Plan, bounds: Bounds) -> Iterator[Place]:
    roles = {str(node.id): node.role for node in plan.inventory.nodes}
    at = releases_at_start(plan)
    standing = Counter((roles[node], release) for node, release in at.items())
    looks: dict[object, int] = {}
    for number, hop in enumerate(plan.hops):
        waves = [(stage, each, wave) for stage in hop.stages for each, wave in enumerate(stage.waves)]
        for position, (stage, wave_number, wave) in enumerate(waves):
            going = [step for step in wave.steps if not step.done and step.node in roles]
            standing.subtract((roles[step.node], at[step.node]) for step in going)
            ways, others = _ways(going, roles, at), frozenset(+standing)
            yield Place(
                hop=number,
                stage=stage,
                wave_number=wave_number,
                wave=wave,
                alike=tuple(_alike(way, names, bounds, hop) for way, names in ways.items()),
                others=frozenset(_at_rest(role, release) for role, release in others),
                at_once=min(wave.at_once, bounds.at_once),
                out_budget=_out_budget(plan.pacing, stage),
                may_lose=_may_lose(plan.pacing, stage),
                aside=_aside(hop),
                ends_hop=position == len(waves) - 1,
                look=looks.setdefault((others, tuple(ways), hop.source), len(looks)),
            )
            at.update({step.node: step.target for step in going})
            standing.update((roles[step.node], step.target) for step in going)


def releases_at_start(plan: Plan) -> dict[str, str]:
    """By node: what the plan relied on, if it is a release that is known, else what its first step says, else where the plan begins."""
    said: dict[str, str] = {}
    for _, _, _, _, step in plan.steps():
        said.setdefault(step.node, step.target if step.done else step.source)
    found = {}
    for node in plan.inventory.nodes:
        seen = plan.relied_on.get(f"release of {node.id}", "")
        found[str(node.id)] = seen if _in_catalog(seen) else said.get(node.id, plan.source)
    return found


@lru_cache(maxsize=1024)
def _in_catalog(text: str) -> bool:
    version = version_of(text)
    return version is not None and catalog.own().has(version)


def _ways(going: list[Step], roles: Mapping[str, Role], at: Mapping[str, str]) -> dict[Way, list[str]]:
    ways: dict[Way, list[str]] = {}
    for step in going:
        ways.setdefault((roles[step.node], at[step.node], step.source, step.target), []).append(step.node)
    return ways


def _alike(way: Way, names: list[str], bounds: Bounds, hop: Hop) -> Alike:
    role, release, source, target = way
    return Alike(
        role=role,
        release=_version(release),
        script_for=_version(source),
        target=_version(target),
        names=tuple(names),
        count=min(len(names), bounds.nodes),
        reconfigures=hop.kind is HopKind.RECONFIGURE,
    )


@lru_cache(maxsize=1024)
def _at_rest(role: Role, release: str) -> Standing:
    return Standing(role=role, release=_version(release))


def _version(text: str) -> Version:
    found = version_of(text)
    if found is None:
        raise ValueError(f"{text!r} is no release")
    return found


def _out_budget(pacing: Pacing, stage: Stage) -> int | None:
    given = pacing.out_budget
    return None if given is UNSET or stage.name not in AGENT_STAGES else given


def _may_lose(pacing: Pacing, stage: Stage) -> bool:
    """One at least, by the stage's, the rack's and the run's budgets together."""
    if stage.name not in AGENT_STAGES:
        return False
    budgets = (_given(pacing.rack_budget, stage), _given(pacing.run_budget, stage), stage.failure_budget)
    return min(budgets) > 0


def _given(budget: int | UnsetType, stage: Stage) -> int:
    return stage.failure_budget if budget is UNSET else budget


def _aside(hop: Hop) -> Standing:
    """An agent that was set aside: it may still be at the hop's source."""
    return Standing(role=Role.PRIVATE_AGENT, release=_version(hop.source), aside=True)
