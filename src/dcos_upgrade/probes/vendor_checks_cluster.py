"""DC/OS's own ``cluster`` checks, run by us: the vendor's script of 1.12 to 2.2 runs none."""

from __future__ import annotations

from dcos_upgrade.core.probe import Command, Probe, every_node
from dcos_upgrade.probes.vendor_runner import VendorChecks, command, parse

PROBE = Probe(
    id="vendor-checks-cluster",
    title="Vendor checks of the cluster, run on each node",
    source="workbook, 'Node Validation'; dcos-diagnostics check (1.10, 1.11), dcos-check-runner check (1.12 to 2.2)",
    fact=VendorChecks,
    question=Command(text=command("cluster")),
    parse=parse,
    subjects=every_node,
)
