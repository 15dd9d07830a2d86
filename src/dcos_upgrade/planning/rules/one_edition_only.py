"""A number that one edition skipped exists for the other one's clusters only."""

from __future__ import annotations

from dcos_upgrade.core.judgement import Severity
from dcos_upgrade.planning.rule import Candidate, Rule


def objection(step: Candidate) -> str | None:
    editions = step.target.editions
    if len(editions) > 1:
        return None
    return f"{step.target.version} was published for the {editions[0]} edition only"


RULE = Rule(
    id="one-edition-only",
    title="A release of one edition only",
    source="DC/OS changelog, 1.10.3",
    objection=objection,
    severity=Severity.WARNING,
)
