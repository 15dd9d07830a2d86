"""Before the app of a service Marathon is changed: it is as planned, and the cluster is whole. One look, right before the change."""

from __future__ import annotations

from dcos_upgrade.core.gate import Gate
from dcos_upgrade.gates import admission

GATE = Gate(
    id="service-marathon-ready",
    title="The service Marathon is as planned, so its app may be changed",
    source="workbook, 'A Summary of Upgrade Steps' (service Marathon after the masters, before the agents)",
    checks=("service-marathon-as-planned", *admission.GATE.checks),
    in_a_row=1,
)
