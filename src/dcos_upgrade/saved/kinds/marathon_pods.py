"""Pods of a Marathon, as defined or with their status."""

from __future__ import annotations

from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import said_of
from dcos_upgrade.saved.marks import rows


def _recognise(content: Content) -> bool:
    """None at all is an empty list, which only its name can tell from other lists."""
    return rows("id", "containers")(content) or (content.value == [] and "pods" in content.path.lower())


def read(content: Content) -> Said:
    return said_of(content, None, content.rows, whole=True)


KIND = Kind(
    id="marathon-pods",
    title="Pods of a Marathon",
    source="Marathon /v2/pods, 1.4 to 1.11",
    recognise=_recognise,
    read=read,
)
