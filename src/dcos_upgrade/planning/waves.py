"""In which waves the nodes of a stage go: masters one at a time with the leaders last, agents by canary and growing waves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.plan import Pacing, Step, Wave

MASTER_GATE = "master-rejoined"
AGENT_GATE = "agent-rejoined"


def master_waves(
    steps: Sequence[tuple[Node, Step]], *, mesos: NodeId | None, marathon: NodeId | None, pacing: Pacing
) -> tuple[Wave, ...]:
    """One wave for each master: leaders last, the Mesos leader at the very end. The leaders of the day decide again."""
    ordered = sorted(steps, key=lambda pair: (pair[0].id == mesos, pair[0].id == marathon, _natural(pair[0].id)))
    return tuple(
        Wave(name=f"master {number}", steps=(step,), gates=(MASTER_GATE,), at_once=1, soak=pacing.master_soak)
        for number, (_, step) in enumerate(ordered, start=1)
    )


def agent_waves(steps: Sequence[tuple[Node, Step]], *, pacing: Pacing) -> tuple[Wave, ...]:
    """A canary of what is not critical, then waves that grow, each within one rack; what is critical comes last."""
    ordered = sorted(steps, key=lambda pair: (pair[0].critical, _natural(pair[0].rack or ""), _natural(pair[0].id)))
    return tuple(
        Wave(
            name="canary" if number == 0 else f"wave {number}",
            steps=tuple(step for _, step in part),
            gates=(AGENT_GATE,),
            at_once=max(1, min(pacing.at_once, len(part))),
            soak=pacing.agent_soak,
        )
        for number, part in enumerate(_parts(ordered, pacing))
    )


def _parts(ordered: Sequence[tuple[Node, Step]], pacing: Pacing) -> Iterator[Sequence[tuple[Node, Step]]]:
    """The size grows from part to part; no part holds two racks, nor critical nodes beside others."""
    size = float(max(1, pacing.first_wave))
    for _, group in groupby(ordered, key=lambda pair: (pair[0].critical, pair[0].rack)):
        left = list(group)
        while left:
            part, left = left[: int(size)], left[int(size) :]
            yield part
            size = max(size, size * pacing.wave_growth)


def _natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """a2 before a10."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _split(text))


def _split(text: str) -> Iterable[str]:
    return ("".join(group) for _, group in groupby(text, key=str.isdecimal))
