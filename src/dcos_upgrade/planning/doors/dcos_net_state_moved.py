"""From 1.13.9 on dcos-net keeps its state in a form that early 2.0 releases cannot read: a door on the way forward."""

from __future__ import annotations

from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.door import After, Door, Passage
from dcos_upgrade.planning.rules.dcos_net_state import READS_IT, WRITES_IT


def says(passage: Passage) -> str | None:
    target = passage.target.version
    if passage.source.version >= WRITES_IT or not WRITES_IT <= target < Version(2, 0, 0):
        return None
    return f"dcos-net of {target} has written its state anew: of 2.0 only {READS_IT} and later can follow"


DOOR = Door(
    id="dcos-net-state-moved",
    title="The state of dcos-net is in the new format",
    source="DC/OS 2.0 documentation, page 'Upgrading'; release notes of 1.13.9 and 2.0.4",
    after=After.FIRST_STEP,
    says=says,
)
