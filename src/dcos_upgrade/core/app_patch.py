"""A change of an app definition as people review it: only what changes, however deep (as JSON Merge Patch, RFC 7396)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fields(definition: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent: the fields that the patch names, each whole, for Marathon replaces a field and does not merge it."""
    return {name: _merged(definition.get(name), value) for name, value in patch.items()}


def holds(definition: Mapping[str, Any], patch: Mapping[str, Any]) -> bool:
    """Whether the definition is as the patch would make it. What Marathon has filled in beside it does not count."""
    return _within(patch, definition)


def _merged(old: Any, patch: Any) -> Any:
    if not isinstance(patch, Mapping):
        return patch
    before = old if isinstance(old, Mapping) else {}
    kept = {name: value for name, value in before.items() if name not in patch}
    return kept | {name: _merged(before.get(name), value) for name, value in patch.items() if value is not None}


def _within(part: Any, whole: Any) -> bool:
    if isinstance(part, Mapping):
        if not isinstance(whole, Mapping):
            return all(value is None for value in part.values())
        return all(_within(value, whole.get(name)) for name, value in part.items())
    if isinstance(part, list | tuple):
        same_length = isinstance(whole, list | tuple) and len(part) == len(whole)
        return same_length and all(_within(one, other) for one, other in zip(part, whole, strict=True))
    return bool(part == whole)
