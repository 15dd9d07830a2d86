"""An older patch than the newest may be wanted; it is said, and not refused."""

from __future__ import annotations

from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.rule import Candidate, Rule, newest


def objection(step: Candidate) -> str | None:
    if step.target.version != step.wanted:
        return None
    best = newest(step.catalog, step.wanted, step.on)
    if best is None or step.wanted >= best:
        return None
    return f"{step.wanted} is not the newest {step.wanted.minor} patch on {step.on}; {best} is"


RULE = Rule(
    id="wanted-not-newest-patch",
    title="The newest patch is the best target",
    source="DC/OS version policy; workbook, upgrade scenarios",
    objection=objection,
    severity=Severity.WARNING,
)
