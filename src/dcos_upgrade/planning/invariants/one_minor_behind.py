"""No agent is more than one minor behind a master, in the catalog's order; a leap that the table marks counts as one."""

from __future__ import annotations

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.invariant import Invariant, Moment


def objection(moment: Moment) -> str | None:
    masters = {release for each in moment.masters for release in each.releases}
    agents = {each.release for each in moment.agents}
    for agent in sorted(agents):
        for master in sorted(masters):
            behind = _behind(moment, agent, master)
            if behind > 1 and not _marked(moment, agent, master):
                return f"an agent is at {agent} while a master may be at {master}, which is {behind} minors on"
    return None


def _behind(moment: Moment, agent: Version, master: Version) -> int:
    return moment.catalog.position(master.minor) - moment.catalog.position(agent.minor)


def _marked(moment: Moment, agent: Version, master: Version) -> bool:
    table = moment.catalog.table(HopKind.UPGRADE, master.minor)
    return table is not None and table.marks(agent, master)


INVARIANT = Invariant(
    id="one-minor-behind",
    title="No agent is more than one minor behind a master",
    source="workbook, FAQ (Mesos supports N-1 between masters and agents); a policy of the vendor, Mesos itself is wider",
    objection=objection,
)
