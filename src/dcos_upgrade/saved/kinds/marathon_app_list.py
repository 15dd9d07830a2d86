"""Every app of a Marathon, as a bare list."""

from __future__ import annotations

from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import answered, said_of
from dcos_upgrade.saved.marks import rows


def _recognise(content: Content) -> bool:
    return rows("id", "instances")(content) and all(answered(row) for row in content.rows)


def read(content: Content) -> Said:
    return said_of(content, content.rows, whole=True)


KIND = Kind(
    id="marathon-app-list",
    title="Apps of a Marathon in a bare list",
    source="Marathon /v2/apps as tools keep it",
    recognise=_recognise,
    read=read,
)
