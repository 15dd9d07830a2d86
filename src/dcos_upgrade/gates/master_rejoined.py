"""After a master's step: this master is new and well, and the cluster is as whole as before."""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate
from dcos_upgrade.gates import admission

GATE = Gate(
    id="master-rejoined",
    title="The upgraded master has joined again",
    source="workbook, 'Zookeeper Health Check', 'Mesos Master Health Check', 'Marathon Health Check', 'Node Validation'",
    checks=(
        *admission.GATE.checks,
        "node-version",
        "role-kept",
        "node-units",
        "node-process-fresh",
        "mesos-version",
        "vendor-checks",
    ),
    in_a_row=3,
)
