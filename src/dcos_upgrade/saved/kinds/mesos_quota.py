"""Quotas of Mesos."""

from __future__ import annotations

from dcos_upgrade.probes import mesos_quota
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import both, either, listing, only

KIND = Kind(
    id="mesos-quota",
    title="Quotas of Mesos",
    source="Mesos /quota, 1.0 to 1.11",
    recognise=either(
        both(only("infos", "configs"), listing("infos", "role")),
        both(only("configs"), listing("configs", "role")),
    ),
    read=fact(mesos_quota.PROBE),
)
