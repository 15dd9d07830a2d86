"""Frameworks as a Mesos master lists them."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.kinds import mesos_dns
from dcos_upgrade.saved.marks import both, has, no

KIND = Kind(
    id="mesos-frameworks",
    title="Frameworks as a Mesos master lists them",
    source="Mesos /frameworks, 1.2 to 1.11",
    recognise=both(has("frameworks", without=("slaves", "agents", "version")), no(mesos_dns.KIND.recognise)),
    read=kept,
)
