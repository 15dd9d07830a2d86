"""By the text rule a minor is left from its newest patch only."""

from __future__ import annotations

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.rule import TEXT_POLICIES, Candidate, Rule, newest


def objection(step: Candidate) -> str | None:
    if step.kind is not HopKind.UPGRADE:
        return None
    best = newest(step.catalog, step.source.version, step.on)
    if best is None or step.source.version >= best:
        return None
    return (
        f"{step.source.version} is not the newest {step.source.version.minor} patch on {step.on}; "
        f"patch to {best} first, then leave the minor"
    )


RULE = Rule(
    id="source-not-newest-patch",
    title="A minor is left from its newest patch",
    source="workbook, upgrade scenarios; DC/OS 1.11 documentation of 2018-06, 'Upgrading'",
    objection=objection,
    policies=TEXT_POLICIES,
)
