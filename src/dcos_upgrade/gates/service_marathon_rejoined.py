"""After a service Marathon's change: the same framework id, the planned version, the same tasks; or else the orphans by name."""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate
from dcos_upgrade.gates import admission

GATE = Gate(
    id="service-marathon-rejoined",
    title="The service Marathon has joined again with all its tasks",
    source="workbook, 'Upgrade MoM', 'Health of Service Marathon (MoM)'",
    checks=(
        "service-marathon-deployed",
        "service-marathon-registered",
        "service-marathon-version",
        "service-marathon-tasks",
        *admission.GATE.checks,
    ),
    in_a_row=3,
)
