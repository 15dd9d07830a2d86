"""What somebody means to run: an app, several, or a group, as people write them."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marathon import answered, defined


def _recognise(content: Content) -> bool:
    found = content.rows or ((content.keys,) if content.keys else ())
    return bool(found) and all(
        defined(each) and not answered(each) and not {"run", "containers", "groups", "apps"} & each.keys()
        for each in found
    )


KIND = Kind(
    id="marathon-app-definition",
    title="Definition of an app",
    source="Marathon, app definitions 0.7 to 1.11",
    recognise=_recognise,
    read=kept,
)
