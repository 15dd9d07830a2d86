"""A group as people write it."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.kinds import marathon_group


def _recognise(content: Content) -> bool:
    return marathon_group.is_group(content.keys) and not marathon_group.KIND.recognise(content)


KIND = Kind(
    id="marathon-group-definition",
    title="Definition of a group",
    source="Marathon, group definitions 0.7 to 1.11",
    recognise=_recognise,
    read=kept,
)
