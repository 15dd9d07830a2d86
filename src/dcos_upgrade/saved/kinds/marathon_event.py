"""An event, as it comes by the stream or a callback."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import either, has


def _stream(content: Content) -> bool:
    lines = [line for line in content.text.splitlines() if line.strip()]
    return bool(lines) and lines[0].startswith(("event:", ":")) and any(line.startswith("data:") for line in lines)


KIND = Kind(
    id="marathon-event",
    title="Event of a Marathon",
    source="Marathon /v2/events, 0.7 to 1.11",
    recognise=either(has("eventType"), _stream),
    read=kept,
)
