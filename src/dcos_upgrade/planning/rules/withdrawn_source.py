"""A withdrawn release is left by a patch; its faults are not carried into another minor."""

from __future__ import annotations

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.rule import Candidate, Rule, newest


def objection(step: Candidate) -> str | None:
    if step.source.withdrawn is None or step.kind is not HopKind.UPGRADE:
        return None
    best = newest(step.catalog, step.source.version, step.on)
    if best is None or best <= step.source.version:
        return None
    return f"{step.source.version} is withdrawn ({step.source.withdrawn}): patch to {best} before leaving the minor"


RULE = Rule(
    id="withdrawn-source",
    title="A withdrawn release is left by a patch",
    source="DC/OS release notes of 1.13.9, 2.0.4 and 2.2.1",
    objection=objection,
)
