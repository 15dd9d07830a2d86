"""A new agent recovers what the old one has laid down; the other way round is promised only while nothing newer was used."""

from __future__ import annotations

from dcos_upgrade.planning.door import After, Door, Passage


def says(passage: Passage) -> str | None:
    if not passage.changes("mesos"):
        return None
    old, new = passage.versions("mesos")
    return (
        f"Mesos {new} has recovered the agent's tasks and goes on writing its work directory; {old} reads that only while "
        "nothing newer was used. Without its work directory an agent gets a new id, and its tasks end"
    )


DOOR = Door(
    id="agent-state-read",
    title="An agent has recovered under the new Mesos",
    source="Apache Mesos, docs/downgrades.md and docs/agent-recovery.md",
    after=After.EACH_AGENT,
    says=says,
)
