"""From 2018-10-25 on the vendor's tables say which step is supported; a blank cell is not."""

from __future__ import annotations

from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.planning.matrix import blank
from dcos_upgrade.planning.rule import Rule

RULE = Rule(
    id="not-in-matrix",
    title="Only steps that the vendor's table marks",
    source="DC/OS documentation, pages 'Upgrading' and 'Patching' of each minor (2018-10-25 and later)",
    objection=blank,
    policies=frozenset({RoutePolicy.MATRIX_FINAL}),
)
