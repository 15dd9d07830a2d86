"""There are two releases in the cluster at most: the next hop begins when every node has ended the one before."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    found = sorted({release for each in moment.standing for release in each.releases})
    if len(found) <= 2:
        return None
    return f"a second hop begins before the first has ended: nodes at {', '.join(map(str, found))}"


INVARIANT = Invariant(
    id="one-hop-at-a-time",
    title="A hop ends on every node before the next one begins",
    source="workbook, FAQ (masters iteratively through the versions, then the agents in one upgrade: no)",
    objection=objection,
)
