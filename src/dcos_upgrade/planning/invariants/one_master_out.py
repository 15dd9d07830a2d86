"""No two masters are out at a time: with three, the second one takes the quorum with it."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    out = sum(2 if each.many else 1 for each in moment.flying if each.master)
    return "two masters are in flight together" if out > 1 else None


INVARIANT = Invariant(
    id="one-master-out",
    title="One master is out at a time",
    source="workbook, 'Upgrade Cluster Nodes' (1 at a time); Mesos replicated log, quorum",
    objection=objection,
)
