"""By the text rule of 2018 every minor is visited: no corner may be cut."""

from __future__ import annotations

from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.planning.matrix import marked
from dcos_upgrade.planning.rule import TEXT_POLICIES, Candidate, Rule


def objection(step: Candidate) -> str | None:
    if step.kind is not HopKind.UPGRADE or step.minors_apart <= 1:
        return None
    first, last = (step.catalog.position(version.minor) for version in (step.source.version, step.target.version))
    skipped = ", ".join(str(entry.minor) for entry in step.catalog.minors[first + 1 : last])
    later = "; the later table marks this step, and the text rule does not take it" if marked(step) else ""
    return f"{step.source.version} to {step.target.version} leaps over {skipped}: minors are taken one by one{later}"


RULE = Rule(
    id="not-adjacent-minors",
    title="One minor after the other",
    source="workbook, FAQ (can we leap from 1.9.0 to 1.11.1); DC/OS 1.11 documentation of 2018-06, 'Upgrading'",
    objection=objection,
    policies=TEXT_POLICIES,
)
