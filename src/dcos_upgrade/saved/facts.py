"""From a file to facts, by the parser that a live answer goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dcos_upgrade.core.probe import Probe, the_cluster
from dcos_upgrade.saved.kind import Content, Said, Told

KEPT = "read and kept as evidence; no fact is made of it"


def fact(probe: Probe[Any]) -> Callable[[Content], Said]:
    """The one fact of a probe."""
    return lambda content: Said(facts=(told(probe, content),))


def told(probe: Probe[Any], content: Content, body: bytes | None = None, host: str = "") -> Told:
    """Raises Unreadable, as the probe does."""
    value = probe.parse(content.answer(probe, body))
    whose = host or content.host
    return Told(probe=probe.id, value=value, host=whose, of_cluster=probe.subjects is the_cluster)


def kept(_: Content) -> Said:
    """Nothing that a probe asks for."""
    return Said(note=KEPT)
