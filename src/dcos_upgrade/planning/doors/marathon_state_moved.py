"""The first new Marathon that leads moves what is kept in ZooKeeper to its own format; an older one refuses to start on it."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.planning.door import After, Door, Numbers, Passage

NEW_NETWORKS: Numbers = (1, 5, 0)
"""From here on the fields of networks are rewritten in every stored app."""
MARKS_ITS_MOVE: Numbers = (1, 5, 2)
"""From here on a mark in ZooKeeper says that a move is under way."""
MAY_MOVE_AGAIN: Numbers = (1, 10, 0)
"""From here on a move that was broken off may be begun again."""


def says(passage: Passage) -> str | None:
    if not passage.changes("marathon"):
        return None
    return " ".join(_told(passage))


def _told(passage: Passage) -> Iterator[str]:
    old, new = passage.versions("marathon")
    yield (
        f"Marathon {new} has moved the stored apps, pods and tasks to its own format, and {old} refuses to start on them: no old "
        "Marathon may lead any more, so those of masters that are still old are held back."
    )
    if passage.crosses("marathon", NEW_NETWORKS):
        yield "The fields ipAddress, ports, uris and Docker's own network and port mappings of stored apps are rewritten for good."
    numbers = marathon_numbers(new)
    if numbers is not None and MARKS_ITS_MOVE <= numbers < MAY_MOVE_AGAIN:
        yield "A move that is broken off leaves a mark in ZooKeeper, and no Marathon starts until a person has looked."


DOOR = Door(
    id="marathon-state-moved",
    title="Marathon's state is in the new format",
    source="Marathon releases/1.5 to 1.11, storage migration and changelog (1.5.0, 1.5.2, MARATHON-8762)",
    after=After.NEW_MARATHON_LEADS,
    says=says,
)
