"""No agent is newer than any master: it may fail to register, and nothing new starts there."""

from __future__ import annotations

from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    oldest = min((each.release for each in moment.masters), default=None)
    newest = max((release for each in moment.agents for release in each.releases), default=None)
    if oldest is None or newest is None or newest <= oldest:
        return None
    return f"an agent may be at {newest} while a master is at {oldest}"


INVARIANT = Invariant(
    id="agents-not-newer",
    title="No agent is newer than a master",
    source="workbook, FAQ (agents first, then masters: no)",
    objection=objection,
)
