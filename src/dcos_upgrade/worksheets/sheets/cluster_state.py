"""How many of everything there are, and how each part stands: what is held against the same counts after the upgrade."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.probes import (
    exhibitor_status,
    marathon_deployments,
    marathon_groups,
    marathon_pods,
    marathon_queue,
    mesos_slaves,
    mesos_state,
    metronome_jobs,
    service_marathons,
)
from dcos_upgrade.probes.exhibitor_status import ExhibitorStatus
from dcos_upgrade.probes.mesos_slaves import MesosSlaves
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.probes.service_marathons import ServiceMarathons
from dcos_upgrade.worksheets.applications import applications
from dcos_upgrade.worksheets.facts import of_any_master, of_cluster, of_masters
from dcos_upgrade.worksheets.figure import Figure, said, unknown
from dcos_upgrade.worksheets.given import Given
from dcos_upgrade.worksheets.leading import leading
from dcos_upgrade.worksheets.machines import ACTIVE, INACTIVE, INVENTORY, NOT_LISTED, Machines, machines
from dcos_upgrade.worksheets.workload import Form
from dcos_upgrade.worksheets.worksheet import Row, Table, Worksheet

COLUMNS = ("What", "Result")


def fill(given: Given) -> Iterator[Table | str]:
    known = machines(given)
    yield Table(
        id="cluster-state", title="State of the cluster", columns=COLUMNS, rows=tuple(_rows(given, known)), empty="none"
    )
    yield from applications(given).gaps


def _rows(given: Given, known: Machines) -> Iterator[Row]:
    snapshot = given.snapshot
    yield said("Masters"), _masters(snapshot)
    yield said("Private agents"), _count(known, Role.PRIVATE_AGENT)
    yield said("Public agents"), _count(known, Role.PUBLIC_AGENT)
    for state in (ACTIVE, INACTIVE, NOT_LISTED):
        yield said(f"Agents {state}"), _in_state(known, state)
    mesos = of_cluster(snapshot, mesos_state.PROBE)
    yield said("Agents that Mesos cannot reach"), mesos.figure(_unreachable, silent="this Mesos is too old to say it")
    yield said("Agents that Mesos only remembers"), of_cluster(snapshot, mesos_slaves.PROBE).figure(_remembered)
    for service, figure in leading(snapshot).by_service.items():
        yield said(f"Leader of {service}"), figure
    yield said("Tasks running"), mesos.figure(_running)
    yield said("Frameworks"), mesos.figure(lambda state: len(state.frameworks))
    yield said("Frameworks not connected"), mesos.figure(_not_connected)
    yield said("Frameworks without checkpoints"), mesos.figure(_without_checkpoints)
    yield from _workloads(given)
    yield (
        said("Deployments under way"),
        of_any_master(snapshot, marathon_deployments.PROBE).figure(lambda found: len(found.deployments)),
    )
    yield (
        said("Apps that wait for offers"),
        of_any_master(snapshot, marathon_queue.PROBE).figure(lambda found: len(found.waiting)),
    )
    yield said("Service Marathons"), of_cluster(snapshot, service_marathons.PROBE).figure(_services)
    yield said("ZooKeeper servers as Exhibitor sees them"), _servers(snapshot)


def _workloads(given: Given) -> Iterator[Row]:
    snapshot, apps = given.snapshot, applications(given)
    whole = unknown(apps.why, apps.origin) if apps.why else said(len(apps.of(Form.APP)), apps.origin)
    yield said("Apps of all Marathons"), whole
    yield said("Pods"), of_cluster(snapshot, marathon_pods.PROBE).figure(lambda found: len(found.pods))
    yield said("Groups"), of_cluster(snapshot, marathon_groups.PROBE).figure(lambda found: len(found.groups))
    yield said("Jobs"), of_cluster(snapshot, metronome_jobs.PROBE).figure(lambda found: len(found.jobs))


def _masters(snapshot: Snapshot) -> Figure:
    count = len(snapshot.inventory.masters)
    return said(count, INVENTORY) if count else unknown("no answer names a master", INVENTORY)


def _count(known: Machines, role: Role) -> Figure:
    """Of the inventory and what Mesos lists besides; nought only where Mesos says so or the inventory has others."""
    count = len(known.of(role))
    return unknown(known.why, known.origin) if known.why and not known.rows else said(count, known.origin)


def _in_state(known: Machines, state: str) -> Figure:
    missing = next((each.state for each in known.rows if each.state.value is None), None)
    if known.why or missing is not None:
        return unknown(known.why or (missing.unknown if missing else ""), known.origin)
    return said(sum(1 for each in known.rows if each.state.value == state), known.origin)


def _unreachable(state: MesosState) -> int | None:
    """Mesos does not list them: it only counts them."""
    return None if state.unreachable_slaves is None else int(state.unreachable_slaves)


def _remembered(found: MesosSlaves) -> str | None:
    """Those that have not registered again since the election."""
    if found.recovered_slaves is None:
        return None
    listed = {agent.id for agent in found.slaves}
    return ", ".join(agent.hostname or agent.id for agent in found.recovered_slaves if agent.id not in listed) or "none"


def _running(state: MesosState) -> int:
    return sum(1 for task in state.tasks() if task.running)


def _not_connected(state: MesosState) -> str | None:
    if any(each.active is None for each in state.frameworks):
        return None
    return ", ".join(each.name or each.id for each in state.frameworks if not each.subscribed) or "none"


def _without_checkpoints(state: MesosState) -> str | None:
    """Their tasks end with the agent's process, and so with its upgrade."""
    if any(each.checkpoint is None for each in state.frameworks):
        return None
    return ", ".join(each.name or each.id for each in state.frameworks if not each.checkpoint) or "none"


def _services(found: ServiceMarathons) -> str:
    """Those that are not well are named."""
    unwell = [each.name for each in found.known if not each.subscribed or each.version is None]
    told = f"{len(found.known)}" + (f", of which not subscribed or silent: {', '.join(unwell)}" if unwell else "")
    return f"{told}; {len(found.silent)} frameworks that may be one" if found.silent else told


def _servers(snapshot: Snapshot) -> Figure:
    """Every view that was had: they are to be the same."""
    views = [each for each in of_masters(snapshot, exhibitor_status.PROBE) if each.value is not None]
    if not views:
        return of_any_master(snapshot, exhibitor_status.PROBE).figure(_view)
    told = dict.fromkeys(_view(each.value) for each in views if each.value is not None)
    origins = tuple(each.origin for each in views)
    differ = "" if len(told) == 1 else f"{len(told)} views that differ: "
    return said(f"{differ}{'; '.join(told)}", *origins)


def _view(status: ExhibitorStatus) -> str:
    serving = sum(1 for row in status.rows if row.serving)
    return f"{serving} of {len(status.rows)} serving, {len(status.leaders)} leading"


WORKSHEET = Worksheet(
    id="cluster-state",
    title="State of the cluster",
    source="workbook, 'Capturing Current Cluster and Application State'",
    about="Counts and health from before, to hold against the same counts after each stage.",
    order=10,
    fill=fill,
)
