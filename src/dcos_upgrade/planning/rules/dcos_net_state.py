"""dcos-net of 1.13.9 and later 1.13 patches stores its state in a new form, which early 2.0 releases cannot read."""

from __future__ import annotations

from dcos_upgrade.core.version import Minor, Version
from dcos_upgrade.planning.rule import Candidate, Rule

WRITES_IT = Version(1, 13, 9)
READS_IT = Version(2, 0, 4)


def objection(step: Candidate) -> str | None:
    source, target = step.source.version, step.target.version
    if source.minor != Minor(1, 13) or source < WRITES_IT or not Version(2, 0, 0) <= target < READS_IT:
        return None
    return (
        f"dcos-net of {source} stores its state in a form that {target} cannot read; {READS_IT} is the first that can"
    )


RULE = Rule(
    id="dcos-net-state",
    title="dcos-net can read the state that is there",
    source="DC/OS 2.0 documentation, page 'Upgrading'; release notes of 1.13.9 and 2.0.4",
    objection=objection,
    of_state=True,
)
