"""A plan relies on facts: each must be known, and where several say it they must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.planning.why_not import Change, Condition
from dcos_upgrade.probes import cluster_id as cluster_id_probe
from dcos_upgrade.probes import dcos_version, exhibitor_status, marathon_info
from dcos_upgrade.usecases import relied_on as reading
from dcos_upgrade.usecases.condition import ConditionKind, Journey, bring_back, of_error

RULE = "facts-known"
SOURCE = "workbook, 'Capturing Current Cluster and Application State'; the facts that a plan relies on"

OF_MASTERS: tuple[Probe[Any], ...] = (cluster_id_probe.PROBE, marathon_info.PROBE, exhibitor_status.PROBE)


def unmet(journey: Journey) -> Iterator[Condition]:
    told: set[tuple[str, str]] = set()
    for question in _questions(journey.snapshot):
        error = _error(question)
        if error is not None and (error.what, error.where) not in told:
            told.add((error.what, error.where))
            yield of_error(error, rule=RULE, source=SOURCE, change=_change(error, journey))


def _error(question: Callable[[], object]) -> DcosUpgradeError | None:
    try:
        question()
    except (Refused, Unreadable) as error:
        return error
    return None


def _questions(snapshot: Snapshot) -> Iterator[Callable[[], object]]:
    """What a plan reads, each by itself, so that one that fails does not hide the next; then what must agree."""
    for node in snapshot.inventory.nodes:
        yield partial(reading.known, snapshot, dcos_version.PROBE, node.id)
        yield partial(reading.role_of, snapshot, node)
        yield partial(reading.configuration_of, snapshot, node.id)
    for master in snapshot.inventory.masters:
        for probe in OF_MASTERS:
            yield partial(reading.known, snapshot, probe, master.id)
    for agent in snapshot.inventory.agents:
        yield partial(reading.agent_id_of, snapshot, agent)
    agreements: tuple[Callable[[Snapshot], object], ...] = (
        reading.same_members,
        reading.versions,
        reading.configurations,
        reading.cluster_id,
        reading.framework_id,
        reading.exhibitor_masters,
        reading.found_service_marathons,
    )
    yield from (partial(agree, snapshot) for agree in agreements)


def _change(error: DcosUpgradeError, journey: Journey) -> Change:
    nodes = {str(node.id) for node in journey.snapshot.inventory.nodes}
    if isinstance(error, Unreadable) and error.where in nodes:
        return bring_back(error.where)
    if isinstance(error, Unreadable) and error.where == CLUSTER:
        what = "let the cluster answer what it is asked, then capture again"
        return Change(id="the cluster", what=what, verify=journey.verify)
    return Change(id=f"{error.what} {error.where}", what=error.next_command or error.what, verify=journey.verify)


CONDITION = ConditionKind(
    id=RULE, title="Every fact that a plan relies on is known and agreed", source=SOURCE, unmet=unmet
)
