"""The watch list after a wave: the cluster is whole, and nothing has become worse than it was before the run.

It must hold for the soak's stable time without a break; the waves of a plan name it.
"""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate
from dcos_upgrade.gates import admission

GATE = Gate(
    id="soak-health",
    title="The cluster stays as well as it was before the run",
    source="workbook, 'Checking Status During an Upgrade' (what to monitor), 'While the Upgrade is in Progress', 'Continued Checking State'",
    checks=(
        *admission.GATE.checks,
        "leaders-steady",
        "tasks-not-lost",
        "apps-healthy-delta",
        "journal-errors",
        "exhibitor-descriptors",
    ),
    in_a_row=1,
)
