"""Public addresses of nodes."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import rows

KIND = Kind(
    id="node-addresses",
    title="Public addresses of nodes",
    source="DC/OS /net/v1/nodes",
    recognise=rows("private_ip", "public_ips"),
    read=kept,
)
