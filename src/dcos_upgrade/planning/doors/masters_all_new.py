"""With the last old master goes the last process that could lead at the old release."""

from __future__ import annotations

from dcos_upgrade.planning.door import After, Door, Passage


def says(passage: Passage) -> str:
    if not passage.changes("mesos"):
        return f"no master of {passage.source.version} is left: none can lead at it any more. Mesos itself is the same in both"
    old, new = passage.versions("mesos")
    return (
        f"no master of {passage.source.version} is left: none can lead at it any more, and what Mesos {new} can do beyond {old} "
        "may now be used; once it is used, an older master would not understand the registry. Agents at "
        f"{passage.source.version} may follow later, and have to"
    )


DOOR = Door(
    id="masters-all-new",
    title="Every master is new",
    source="Apache Mesos, docs/versioning.md and docs/downgrades.md; workbook, FAQ (masters first, N-1)",
    after=After.LAST_MASTER,
    says=says,
)
