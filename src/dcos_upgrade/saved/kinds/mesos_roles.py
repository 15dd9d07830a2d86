"""Roles, their weights, and what is reserved and used under each."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_roles
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import both, listing, only

KIND = Kind(
    id="mesos-roles",
    title="Roles of Mesos",
    source="Mesos /roles, 0.22 to 1.11",
    recognise=both(only("roles"), listing("roles", "name")),
    read=fact(mesos_roles.PROBE),
)
