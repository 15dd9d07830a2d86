"""A node's own DNS ends at each start: names do not resolve there, and what waits for them does not come up."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "dns-stays-down",
    Bend.DNS_STAYS_DOWN,
    title="After its next stop this node's DNS (Spartan, later dcos-net) fails every start",
    source="failure mode: dcos-net or Spartan crashes, an outage of DNS on one node",
    target=Target.ANY,
)
