"""A cluster with one master has no leader while that is upgraded: a person has to want it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.plan import SINGLE_MASTER


def approvals_of(inventory: Inventory, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The points at which the run waits for a person: those of the policy, and with one master that one in any case."""
    if not _alone(inventory) or SINGLE_MASTER in wanted:
        return wanted
    return (*wanted, SINGLE_MASTER)


def single_master_notes(inventory: Inventory) -> Iterator[str]:
    """What it costs, for whom is asked to approve it."""
    if not _alone(inventory):
        return
    yield (
        f"{inventory.masters[0].id} is the only master: while it is upgraded there is no leader of Mesos, Marathon or ZooKeeper, so "
        "nothing is started, scaled or replaced, and names of tasks may not resolve; tasks go on. Each hop waits for the approval "
        f"{SINGLE_MASTER}"
    )
    yield (
        f"once {inventory.masters[0].id} leads again, an agent that does not register within 10 minutes (agent_reregister_timeout), or "
        "then misses 20 pings of 15 s (5 minutes; 75 s where Mesos' own default was kept), is unreachable, and its tasks are replaced"
    )


def _alone(inventory: Inventory) -> bool:
    return len(inventory.masters) == 1
