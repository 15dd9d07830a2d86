"""An answer of Mesos' operator API: one document, one a line, or in records with their lengths."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.probes import mesos_master_version
from dcos_upgrade.saved.facts import KEPT, told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.operator import TYPES, agents_in


def _recognise(content: Content) -> bool:
    documents = _documents(content)
    return bool(documents) and all(isinstance(each, dict) and each.get("type") in TYPES for each in documents)


def _documents(content: Content) -> tuple[Any, ...]:
    return content.lines or ((content.value,) if content.value is not None else ())


def read(content: Content) -> Said:
    """Agents are agents in this shape too; a version is one. Its tasks have other words than /state and become no fact."""
    agents = tuple(agent for each in _documents(content) for agent in agents_in(each))
    for each in _documents(content):
        version = (each.get("get_version") or {}).get("version_info")
        if version:
            return Said(facts=(told(mesos_master_version.PROBE, content, msgspec.json.encode(version)),))
    return Said(agents=agents, note=KEPT)


KIND = Kind(
    id="operator-api",
    title="Answer of the operator API",
    source="Mesos /api/v1, 1.0 to 1.11",
    recognise=_recognise,
    read=read,
)
