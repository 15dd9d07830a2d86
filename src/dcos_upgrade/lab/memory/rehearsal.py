"""A whole run on a site in memory: capture, plan, begin, carry out; and again after a death."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dcos_upgrade import catalog, probes
from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.lab.memory.site import START, Site
from dcos_upgrade.ports import Journal
from dcos_upgrade.usecases.beginning import begin, look_at_all, take_up
from dcos_upgrade.usecases.hazards import ClusterHazards
from dcos_upgrade.usecases.looks import ClusterLooks
from dcos_upgrade.usecases.plan import plan_from
from dcos_upgrade.usecases.running import Progress, RunContext, drive

BY = "rehearsal"
TOOL = "rehearsal"
ON = START.date()

Tell = Callable[[Progress], None]


def plan_for(
    site: Site,
    target: str,
    *,
    on: date = ON,
    policy: RoutePolicy | None = None,
    pacing: Pacing | None = None,
    run_policy: RunPolicy = NOTHING_MORE,
) -> Plan:
    """A plan for the site as it is now. Raises Refused when there is no route, with its refusals."""
    snapshot = site.run(look_at_all(site, probes.discover()))
    wanted = Version.parse(target)
    plan = plan_from(
        snapshot,
        wanted,
        on=on,
        policy=policy,
        pacing=pacing or Pacing(),
        tool_version=TOOL,
        run_policy=run_policy,
    )
    if isinstance(plan, Plan):
        return plan
    raise Refused(f"there is no route to {target}", evidence="; ".join(refusal.reason for refusal in plan.refusals))


def rehearse(site: Site, plan: Plan, *, tell: Tell = lambda progress: None) -> RunState:
    """A new run, from its baseline to where it stops. Raises what ``begin`` and ``drive`` raise."""

    async def whole() -> RunState:
        journal, baseline = await begin(
            plan, site, site.runs, probes.discover(), catalog.own(), by=BY, tool_version=TOOL
        )
        return await drive(context_of(site, plan, journal, baseline, tell=tell))

    return site.run(whole())


def resume(site: Site, plan: Plan, run: str, *, tell: Tell = lambda progress: None) -> RunState:
    """The run taken up by a new process."""

    async def rest() -> RunState:
        journal, baseline = take_up(run, site.runs, site.evidence, probes.discover(), by=BY, tool_version=TOOL)
        return await drive(context_of(site, plan, journal, baseline, tell=tell))

    return site.run(rest())


def context_of(
    site: Site, plan: Plan, journal: Journal, baseline: Snapshot, *, tell: Tell = lambda progress: None
) -> RunContext:
    """What ``drive`` works with."""
    looks = ClusterLooks(
        inventory=site.inventory,
        baseline=baseline,
        probes=probes.discover(),
        shell=site.shell,
        api=site.api,
        words=site.words,
        evidence=site.evidence,
        clock=site.clock,
        mesos_of=mesos_of,
    )
    return RunContext(
        plan=plan,
        journal=journal,
        nodes=site.nodes,
        owners=site.owners,
        held=site.held,
        api=site.api,
        apps=site.apps,
        targets=site.targets,
        site=site.commands,
        looks=looks,
        hazards=ClusterHazards(eyes=site, probes=probes.discover(), catalog=catalog.own()),
        clock=site.clock,
        script_url=site.script_url,
        mesos_of=mesos_of,
        tell=tell,
    )
