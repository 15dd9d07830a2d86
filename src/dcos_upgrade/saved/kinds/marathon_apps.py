"""Every app of a Marathon."""

from __future__ import annotations

from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import said_of
from dcos_upgrade.saved.marks import both, has, listing, no


def read(content: Content) -> Said:
    return said_of(content, content.keys["apps"], whole=True)


KIND = Kind(
    id="marathon-apps",
    title="Apps of a Marathon",
    source="Marathon /v2/apps, 0.7 to 1.11",
    recognise=both(listing("apps"), no(has("groups"))),
    read=read,
)
