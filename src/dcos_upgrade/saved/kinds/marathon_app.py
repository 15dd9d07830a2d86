"""One app of a Marathon, with or without its wrapper."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import answered, defined, said_of


def _app(content: Content) -> dict[str, Any] | None:
    wrapped = content.keys.get("app")
    if isinstance(wrapped, dict) and len(content.keys) == 1:
        return wrapped
    own = dict(content.keys)
    plain = "id" in own and "containers" not in own and "groups" not in own and defined(own) and answered(own)
    return own if plain else None


def _recognise(content: Content) -> bool:
    return _app(content) is not None


def read(content: Content) -> Said:
    """One of many: it says nothing of the others."""
    return said_of(content, [_app(content) or {}], whole=False)


KIND = Kind(
    id="marathon-app",
    title="One app of a Marathon",
    source="Marathon /v2/apps/ID, 0.7 to 1.11",
    recognise=_recognise,
    read=read,
)
