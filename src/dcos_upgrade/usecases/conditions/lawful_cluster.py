"""A plan starts from one release, or from the two of one hop with the masters ahead; from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.begun import cluster_route
from dcos_upgrade.planning.lawful import LAWS
from dcos_upgrade.planning.why_not import Change, Condition
from dcos_upgrade.usecases.condition import ConditionKind, Journey, of_error
from dcos_upgrade.usecases.relied_on import versions

RULE = "lawful-cluster"
SOURCE = "workbook, FAQ (masters first, N-1 between masters and agents) and 'Upgrade Cluster Nodes'"


def unmet(journey: Journey) -> Iterator[Condition]:
    try:
        found = versions(journey.snapshot)
    except Unreadable:  # facts-known says so
        return
    for error in _errors(journey, found):
        change = Change(id=error.next_command, what=error.next_command, verify=journey.verify)
        yield of_error(error, rule=RULE, source=SOURCE, change=change)


def _errors(journey: Journey, found: Mapping[NodeId, Version]) -> Iterator[DcosUpgradeError]:
    """The first law that is broken: the later ones take it for granted."""
    try:
        for law in LAWS:
            law(journey.snapshot.inventory, found)
        cluster_route(frozenset(found.values()), journey.target, on=journey.on)
    except (Refused, Unreadable) as error:
        yield error


CONDITION = ConditionKind(id=RULE, title="The cluster is one that a plan can start from", source=SOURCE, unmet=unmet)
