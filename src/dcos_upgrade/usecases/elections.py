"""How often another leader was seen than before, hop by hop: from the looks that admitted nodes and opened gates, from those
of soaks, and from those before a Marathon is stopped.

One election of Mesos and of Marathon is what a hop of masters costs at best; one that came and went between two looks is not
seen. ZooKeeper elects whenever its leader is restarted, and whom it takes nobody can choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dcos_upgrade.core.journal import (
    Admitted,
    Entry,
    GatePassed,
    MarathonLeaderSeen,
    SoakDisturbed,
    SoakHealthy,
)

Seen = Admitted | GatePassed | SoakHealthy | SoakDisturbed | MarathonLeaderSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Elections:
    """``hop`` counts from 0, as in the journal."""

    hop: int
    mesos: int
    marathon: int
    zookeeper: int = 0


def elections(entries: Sequence[Entry]) -> tuple[Elections, ...]:
    """One for each hop in which leaders were looked at, in order. A change is counted in the hop that saw the new leader."""
    looks = [entry.event for entry in entries if isinstance(entry.event, Seen)]
    mesos = list(_changes((look.hop, getattr(look, "mesos_leader", None) or None) for look in looks))
    marathon = list(_changes((look.hop, _marathon(look)) for look in looks))
    zookeeper = list(_changes((look.hop, getattr(look, "zookeeper_leader", None) or None) for look in looks))
    hops = sorted({look.hop for look in looks})
    return tuple(
        Elections(hop=hop, mesos=mesos.count(hop), marathon=marathon.count(hop), zookeeper=zookeeper.count(hop))
        for hop in hops
    )


def _marathon(look: Seen) -> str | None:
    """Not observed is None, or unset in a look of a soak."""
    return look.node if isinstance(look, MarathonLeaderSeen) else look.marathon_leader or None


def _changes(seen: Iterator[tuple[int, str | None]]) -> Iterator[int]:
    """The hop of each change; a leader that was not observed is no change."""
    known: str | None = None
    for hop, leader in seen:
        if leader is None:
            continue
        if known not in {None, leader}:
            yield hop
        known = leader
