"""There is no way back in DC/OS: Marathon refuses a stored state newer than itself, Mesos may refuse an older master."""

from __future__ import annotations

from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    if step.target.version >= step.source.version:
        return None
    return (
        f"{step.target.version} is older than {step.source.version}, and DC/OS cannot be downgraded: "
        "Marathon refuses a stored state that is newer than itself"
    )


RULE = Rule(
    id="downgrade",
    title="Forward only",
    source="workbook, FAQ (rollback); Marathon storage migration; Mesos registry minimum capabilities",
    objection=objection,
)
