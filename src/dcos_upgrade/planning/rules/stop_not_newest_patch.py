"""By the text rule a minor on the way is entered at its newest patch; at the route's end another patch is a warning."""

from __future__ import annotations

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.rule import TEXT_POLICIES, Candidate, Rule, newest


def objection(step: Candidate) -> str | None:
    if step.kind is not HopKind.UPGRADE or step.target.version == step.wanted:
        return None
    best = newest(step.catalog, step.target.version, step.on)
    if best is None or step.target.version >= best:
        return None
    return f"{step.target.version} is not the newest {step.target.version.minor} patch on {step.on}: stop at {best}"


RULE = Rule(
    id="stop-not-newest-patch",
    title="A minor on the way is entered at its newest patch",
    source="workbook, upgrade scenarios; DC/OS 1.11 documentation of 2018-06, 'Upgrading'",
    objection=objection,
    policies=TEXT_POLICIES,
)
