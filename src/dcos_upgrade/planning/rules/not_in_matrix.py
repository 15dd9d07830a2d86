"""From 2018-10-25 on the vendor's tables say which step is supported; a blank cell is not."""

from __future__ import annotations

from dcos_upgrade.core.plan import RoutePolicy
from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    if step.target.version <= step.source.version:
        return None
    table = step.catalog.table(step.kind, step.target.version.minor)
    page = f"the {step.kind} table of {step.target.version.minor}"
    if table is None or not table.matrix:
        return f"undocumented: {page} was never published as a matrix"
    if step.source.version not in table.edges:
        return f"undocumented: {page} has no row for {step.source.version}"
    if step.target.version in table.edges[step.source.version]:
        return None
    if not any(step.target.version in targets for targets in table.edges.values()):
        return f"undocumented: {page} marks no source at all for {step.target.version}"
    return f"{page} leaves {step.source.version} to {step.target.version} blank: not supported"


RULE = Rule(
    id="not-in-matrix",
    title="Only steps that the vendor's table marks",
    source="DC/OS documentation, pages 'Upgrading' and 'Patching' of each minor (2018-10-25 and later)",
    objection=objection,
    policies=frozenset({RoutePolicy.MATRIX_FINAL}),
)
