"""After an agent's step: this agent is new, registered under its old id, and its tasks never noticed."""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate
from dcos_upgrade.gates import admission

GATE = Gate(
    id="agent-rejoined",
    title="The upgraded agent has joined again with all its tasks",
    source="workbook, 'Node Validation', 'In-progress checks'",
    checks=(
        # First: where it fails, the agent's unit and its registration fail because of it.
        "agent-docker",
        *admission.GATE.checks,
        "node-version",
        "role-kept",
        "node-units",
        "node-process-fresh",
        "mesos-version",
        "vendor-checks",
        "agent-registered",
        "attributes-kept",
        "tasks-kept",
    ),
    in_a_row=3,
)
