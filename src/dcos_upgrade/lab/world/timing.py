"""DC/OS's own timers in seconds, scaled by one factor; timers that real processes race keep a real floor.

Figures: the timers of the components' sources and configuration at their tags; start times are estimates and are drawn
from a range by the lab's seed.
"""

from __future__ import annotations

from dataclasses import dataclass

UNREACHABLE_FLOOR = 15.0
EXECUTOR_FLOOR = 2.0

Range = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All durations that the world uses, in real seconds after scaling."""

    factor: float

    def scaled(self, seconds: float) -> float:
        return seconds * self.factor

    def span(self, span: Range) -> Range:
        return self.scaled(span[0]), self.scaled(span[1])

    @property
    def exhibitor_cycle(self) -> float:
        """check-ms of an ensemble of more than one."""
        return self.scaled(30.0)

    @property
    def session(self) -> float:
        """ZooKeeper session time-out of Mesos masters and Marathon."""
        return self.scaled(10.0)

    @property
    def unreachable(self) -> float:
        """20 pings of 15 s before an agent counts as unreachable."""
        return max(UNREACHABLE_FLOOR, self.scaled(300.0))

    @property
    def reregister(self) -> float:
        """agent_reregister_timeout after an election."""
        return max(UNREACHABLE_FLOOR, self.scaled(600.0))

    @property
    def removal_interval(self) -> float:
        """One agent may be marked unreachable in this time, up to 1.11."""
        return self.scaled(1200.0)

    @property
    def executor_reregister(self) -> float:
        """How long a restarted agent waits for its executors."""
        return max(EXECUTOR_FLOOR, self.scaled(10.0))

    def executor_patience(self, seconds: float) -> float:
        """recovery_timeout of an agent: executors end themselves when it is away for longer."""
        return max(3 * self.unreachable, self.scaled(seconds))

    @property
    def dns_refresh(self) -> float:
        return self.scaled(30.0)

    @property
    def diagnostics_pull(self) -> float:
        return self.scaled(60.0)

    @property
    def health_interval(self) -> float:
        """How long after an election Marathon knows nothing of its tasks' health."""
        return self.scaled(20.0)


ZOOKEEPER_JOIN: Range = (1.0, 3.0)
ZOOKEEPER_ELECTION: Range = (2.0, 10.0)
MESOS_ELECTION: Range = (1.0, 3.0)
MARATHON_ELECTION: Range = (1.0, 10.0)
MARATHON_LOAD: Range = (1.0, 5.0)
REPLOG_RECOVERY: Range = (1.0, 20.0)
AGENT_REGISTRATION: Range = (1.0, 60.0)
FRAMEWORK_SUBSCRIPTION: Range = (2.0, 10.0)
MARATHON_START: Range = (10.0, 30.0)
TASK_LAUNCH: Range = (1.0, 5.0)
TASK_KILL: Range = (1.0, 3.0)
IMAGE_PULL: Range = (5.0, 30.0)
DEPLOYMENT_STEP: Range = (1.0, 2.0)
UNIT_STOP: Range = (1.0, 8.0)
EXHIBITOR_ASKS_DEAD_PEER: Range = (3.0, 5.0)
