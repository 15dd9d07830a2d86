"""How a run looks at the cluster: one look, many judgements. The run decides by these and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dcos_upgrade.core.check import HopFacts
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """A node whose step is judged. ``before`` is the digest of the look that admitted it, ``swapped`` when it was started.

    In a soak the node is the cluster: ``watched`` are the nodes whose own facts are asked, ``before`` is the soak's last look,
    ``since`` from when on what has happened counts.
    """

    node: NodeId
    swapped: datetime | None = None
    before: str = ""
    watched: tuple[NodeId, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look: judgements by focus node, who leads (None: not observed), releases as read on the focus nodes.

    ``marathon_version`` is what the leading Marathon says of itself, ``service_version`` what the service Marathon in hand does.
    """

    judgements: Mapping[NodeId, tuple[Judgement, ...]]
    digest: str
    mesos_leader: NodeId | None = None
    marathon_leader: NodeId | None = None
    zookeeper_leader: NodeId | None = None
    marathon_version: str | None = None
    service_version: str | None = None
    releases: Mapping[NodeId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The cluster against its baseline; ``lost`` and ``unknown`` are sentences that begin with kind and subject."""

    digest: str
    lost: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    expected: int = 0


class Looks(Protocol):
    async def judge(self, gates: Sequence[str], focus: Sequence[Focus], hop: HopFacts) -> Look:
        """Ask now, directly, and judge. What does not answer is unknown in the judgements; nothing is raised for it."""

    async def validate(self, hop: HopFacts) -> Validation:
        """Everything against the baseline, every node at the hop's target but those that are set aside or left out."""
