"""From every state the plan leads on to its end: nothing is left that can never begin."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    return "something is left to do, and nothing of it can ever begin" if moment.stuck else None


INVARIANT = Invariant(
    id="comes-to-its-end",
    title="Every state leads on to the end of the plan",
    source="workbook, 'Upgrade Cluster Nodes' (a cluster is left between two releases for a time only)",
    objection=objection,
)
