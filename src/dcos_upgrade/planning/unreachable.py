"""How long an agent may be away, and how soon the leading master says so: told in the plan. Pure.

(DC/OS's settings of Mesos: 20 pings of 15 s in every release; MESOS_SLAVE_REMOVAL_RATE_LIMIT is 1/20mins up to 1.11, 100/1mins from 1.12.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.core.plan import Hop
from dcos_upgrade.core.version import Version

WINDOW = 300
"""Seconds from an agent's last answer until it may be marked unreachable and its tasks replaced."""
FAST_SINCE = Version.parse("1.12.0")


def unreachable_notes(hops: Sequence[Hop]) -> Iterator[str]:
    """The masters are at the hop's target when agents go."""
    slow = [hop.target for hop in hops if Version.parse(hop.target) < FAST_SINCE]
    fast = [hop.target for hop in hops if Version.parse(hop.target) >= FAST_SINCE]
    away = f"an agent that is away for {WINDOW} s is unreachable, and its tasks are replaced"
    if slow:
        yield (
            f"{away}; masters at {_listed(slow)} mark one in 20 minutes, so of a wave that goes wrong Mesos names the first only: "
            "agents are counted from the inventory"
        )
    if fast:
        yield f"{away}; masters at {_listed(fast)} mark up to 100 a minute: all that are in flight at once"


def _listed(releases: Sequence[str]) -> str:
    return " and ".join(dict.fromkeys(releases))
