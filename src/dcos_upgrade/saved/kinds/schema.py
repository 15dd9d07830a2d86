"""A schema says what an answer may look like; it is none."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Content, Kind
from dcos_upgrade.saved.marks import either, has


def _other(content: Content) -> bool:
    return content.text.lstrip("# \n").startswith(("%RAML", "RAML", "openapi:", "swagger:"))


KIND = Kind(
    id="schema",
    title="Schema",
    source="JSON Schema, RAML, OpenAPI",
    recognise=either(has("$schema"), _other),
    read=kept,
    ignored="a schema, not an answer",
)
