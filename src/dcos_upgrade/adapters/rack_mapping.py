"""A site's own mapping of nodes to racks, as YAML or JSON: ``rack: [nodes]`` or ``node: rack``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Refused, Unreadable

SIZE_LIMIT = 1024 * 1024
EXAMPLE = "r1: [10.0.2.1, 10.0.2.2]"


def read_rack_mapping(path: Path) -> dict[str, str]:
    """A node's id, address or host name → its rack.

    Raises Usage when it is not there, Unreadable for no YAML, Refused for another form or a node in two racks.
    """
    data = read_bounded(path, limit=SIZE_LIMIT, what="rack mapping")
    try:
        given = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable("the rack mapping is truncated or not YAML", where=str(path), evidence=str(error)) from error
    inner = given.get("racks", given) if isinstance(given, dict) else given
    if not isinstance(inner, dict):
        raise _refused(path, f"it is no mapping; such as: {EXAMPLE}")
    found: dict[str, str] = {}
    for node, rack in _pairs(path, inner):
        if found.setdefault(node, rack) != rack:
            raise _refused(path, f"{node} stands in {found[node]} and in {rack}")
    return found


def _pairs(path: Path, given: dict[object, object]) -> Iterator[tuple[str, str]]:
    for key, value in given.items():
        if isinstance(value, list):
            yield from ((_word(path, node), _word(path, key)) for node in value)
        else:
            yield _word(path, key), _word(path, value)


def _word(path: Path, value: object) -> str:
    """Racks are often plain numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        raise _refused(path, f"{type(value).__name__} is neither a node nor a rack; such as: {EXAMPLE}")
    return str(value).strip()


def _refused(path: Path, why: str) -> Refused:
    return Refused("the rack mapping is not right", where=str(path), evidence=why)
