"""In which waves the nodes of a stage go: masters one at a time with the leaders last, agents by canary and growing waves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import UNSET, UnsetType

from dcos_upgrade.core.cluster import Leaders, Node, NodeId
from dcos_upgrade.core.plan import Pacing, StageName, Step, Wave
from dcos_upgrade.planning.bandwidth import in_flight
from dcos_upgrade.planning.kinds import NOTHING, Kind, NodeFacts, kind_of
from dcos_upgrade.planning.soaks import watched

MASTER_GATE = "master-rejoined"
AGENT_GATE = "agent-rejoined"

Pair = tuple[Node, Step]
Facts = Mapping[NodeId, NodeFacts]


def master_waves(steps: Sequence[Pair], *, leaders: Leaders, pacing: Pacing) -> tuple[Wave, ...]:
    """One wave for each master: leaders last, the Mesos leader at the very end. The leaders of the day decide again."""
    ordered = sorted(steps, key=lambda pair: (leaders.lateness(pair[0].id), _natural(pair[0].id)))
    waves = (
        Wave(name=f"master {number}", steps=(step,), gates=(MASTER_GATE,), at_once=1)
        for number, (_, step) in enumerate(ordered, start=1)
    )
    return tuple(watched(wave, pacing, StageName.MASTERS) for wave in waves)


def agent_waves(
    steps: Sequence[Pair], *, stage: StageName, pacing: Pacing, facts: Facts | None = None
) -> tuple[Wave, ...]:
    """Canaries of each kind of machine that is not critical, then waves that grow, each within one rack; what is critical last."""
    named = _named(_parts(steps, pacing, facts or {}))
    return tuple(watched(_wave(name, part, pacing), pacing, stage, canary=canary) for name, canary, part in named)


def kinds_to_show(steps: Sequence[Pair], pacing: Pacing, facts: Facts | None = None) -> int | UnsetType:
    """How many kinds of machine the first canaries are of, where those are more than a first wave would have."""
    ordinary = [pair for pair in steps if not pair[0].critical]
    kinds = len({_kind(pair, facts or {}) for pair in ordinary or steps})
    return kinds if kinds > max(1, pacing.first_wave) else UNSET


def _wave(name: str, part: Sequence[Pair], pacing: Pacing) -> Wave:
    return Wave(
        name=name,
        steps=tuple(step for _, step in part),
        gates=(AGENT_GATE,),
        at_once=max(1, min(in_flight(pacing), len(part))),
    )


def _named(parts: Iterable[tuple[bool, Sequence[Pair]]]) -> Iterator[tuple[str, bool, Sequence[Pair]]]:
    """The first canary is just called that."""
    canaries = waves = 0
    for canary, part in parts:
        canaries, waves = canaries + canary, waves + (not canary)
        name = (f"canary {canaries}" if canaries > 1 else "canary") if canary else f"wave {waves}"
        yield name, canary, part


def _parts(steps: Sequence[Pair], pacing: Pacing, facts: Facts) -> Iterator[tuple[bool, Sequence[Pair]]]:
    """(canary, steps). A kind that a canary has shown needs no second one; the size grows from wave to wave."""
    size = float(max(1, pacing.first_wave))
    shown: set[Kind] = set()
    for critical in (False, True):
        group = [pair for pair in steps if pair[0].critical is critical]
        canaries = _canaries(group, facts, shown, at_least=0 if shown else int(size))
        shown |= {_kind(pair, facts) for pair in group}
        for part in _by_rack(canaries):
            yield True, part
        rest = [pair for pair in group if pair not in canaries]
        for left in _by_rack(rest):
            while left:
                size = min(float(len(steps)), max(size, size * pacing.wave_growth))
                yield False, left[: int(size)]
                left = left[int(size) :]


def _canaries(group: Sequence[Pair], facts: Facts, shown: set[Kind], *, at_least: int) -> list[Pair]:
    """One of each kind that was not shown, the least loaded; in the first one's rack more of them, up to ``at_least``."""
    ordered = sorted(group, key=lambda pair: _load(pair, facts))
    firsts: dict[Kind, Pair] = {}
    for pair in ordered:
        kind = _kind(pair, facts)
        if kind not in shown:
            firsts.setdefault(kind, pair)
    chosen = list(firsts.values())
    near = [pair for pair in ordered if pair not in chosen and pair[0].rack == chosen[0][0].rack] if chosen else []
    return chosen + near[: max(0, at_least - len(chosen))]


def _kind(pair: Pair, facts: Facts) -> Kind:
    return kind_of(facts.get(pair[0].id, NOTHING))


def _load(pair: Pair, facts: Facts) -> tuple[object, ...]:
    """Nodes that are still to be done first, then the least loaded; an unknown load counts as the heaviest."""
    node, step = pair
    tasks = facts.get(node.id, NOTHING).tasks
    return step.done, float("inf") if tasks is None else float(tasks), *_place(pair)


def _by_rack(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    ordered = sorted(pairs, key=_place)
    return (list(part) for _, part in groupby(ordered, key=lambda pair: pair[0].rack))


def _place(pair: Pair) -> tuple[object, ...]:
    node = pair[0]
    return _natural(node.rack or ""), _natural(node.id)


def _natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """a2 before a10."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _split(text))


def _split(text: str) -> Iterable[str]:
    return ("".join(group) for _, group in groupby(text, key=str.isdecimal))
