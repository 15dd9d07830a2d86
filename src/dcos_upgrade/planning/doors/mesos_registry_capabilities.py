"""Mesos 1.9 writes what a master must be able to do into its registry; a master since 1.8 that cannot refuses to start."""

from __future__ import annotations

from dcos_upgrade.planning.door import After, Door, Numbers, Passage

WRITES_THEM: Numbers = (1, 9, 0)


def says(passage: Passage) -> str | None:
    if not passage.crosses("mesos", WRITES_THEM):
        return None
    old, new = passage.versions("mesos")
    return (
        f"as soon as a quota is set or an agent is drained under Mesos {new}, its registry asks for masters that can do that "
        f"(QUOTA_V2, AGENT_DRAINING), and Mesos {old} cannot: it refuses to start, or does not know what it reads"
    )


DOOR = Door(
    id="mesos-registry-capabilities",
    title="The registry of Mesos asks for newer masters",
    source="Apache Mesos, docs/downgrades.md (minimum capabilities, since 1.8; AGENT_DRAINING and QUOTA_V2, 1.9)",
    after=After.LAST_MASTER,
    says=says,
)
