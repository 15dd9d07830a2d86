"""What every part of the world shares: the inventory, the agenda, the timers, the dice, and what a fault has bent."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from dcos_upgrade.core.cluster import Inventory, NodeId
from dcos_upgrade.lab.world.agenda import Agenda
from dcos_upgrade.lab.world.timing import Range, Timing


class Bend(StrEnum):
    """Ways in which the world can be made to misbehave; faults set and clear them."""

    ZOOKEEPER_STAYS_OUT = "zookeeper-stays-out"
    REPLOG_STAYS_BEHIND = "replog-stays-behind"
    EXHIBITOR_VIEW_FROZEN = "exhibitor-view-frozen"
    SILENT = "silent"
    SLAVES_EMPTY = "slaves-empty"
    AGENT_FORGETS_ID = "agent-forgets-id"
    TASKS_DIE_WITH_AGENT = "tasks-die-with-agent"
    TASKS_SILENT = "tasks-silent"
    EXECUTORS_TOO_SLOW = "executors-too-slow"
    AGENT_STAYS_DOWN = "agent-stays-down"
    MARATHON_LEADERLESS = "marathon-leaderless"
    MESOS_LEADERLESS = "mesos-leaderless"
    MESOS_MASTER_STAYS_DOWN = "mesos-master-stays-down"
    EXHIBITOR_STAYS_LATENT = "exhibitor-stays-latent"
    EXHIBITOR_ALONE = "exhibitor-alone"
    NODE_CHECK_FAILS = "node-check-fails"
    DNS_STAYS_DOWN = "dns-stays-down"
    REGISTRY_UNREACHABLE = "registry-unreachable"
    SERVICE_MARATHON_UNSUBSCRIBED = "service-marathon-unsubscribed"
    ADMINROUTER_STAYS_INACTIVE = "adminrouter-stays-inactive"
    JOURNAL_FULL_OF_ERRORS = "journal-full-of-errors"
    LEADER_FLAPS = "leader-flaps"
    DESCRIPTORS_RUN_OUT = "descriptors-run-out"
    SERVICE_MARATHON_FORGETS_ID = "service-marathon-forgets-id"
    ADMINROUTER_ASKS_FOR_LOGIN = "adminrouter-asks-for-login"
    ADMINROUTER_BAD_GATEWAY = "adminrouter-bad-gateway"
    ADMINROUTER_CACHE_INVALID = "adminrouter-cache-invalid"
    TASK_PORTS_CLOSED = "task-ports-closed"


@dataclass(slots=True, kw_only=True)
class Setting:
    inventory: Inventory
    agenda: Agenda
    timing: Timing
    dice: random.Random
    bends: set[tuple[Bend, NodeId | None]] = field(default_factory=set)

    @property
    def now(self) -> float:
        return self.agenda.now

    def bent(self, bend: Bend, node: NodeId | None = None) -> bool:
        """Bent for this node, or for all of them."""
        return (bend, node) in self.bends or (bend, None) in self.bends

    def draw(self, span: Range) -> float:
        """Scaled seconds from a range, by the seed."""
        return self.timing.scaled(self.dice.uniform(*span))

    def later(self, span: Range, happening: Callable[[], None]) -> None:
        self.agenda.after(self.draw(span), happening)

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.dice.getrandbits(128), version=4))
