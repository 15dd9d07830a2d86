"""What a fact is worth in an expression: a value, or unknown with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dcos_upgrade.core.version import Version

Value = bool | float | str | Version | frozenset[str]
"""Flags, numbers (in the unit that the fact's name or title says), texts, releases and sets of texts."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """There is no value; ``reason`` is told to people."""

    reason: str


Reading = Value | Unknown | Mapping[str, "Value | Unknown"]
"""A fact of the whole cluster, or one value for each subject of its domain."""


def shown(value: Value) -> str:
    """As an expression would write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, frozenset):
        return "[" + ", ".join(f'"{each}"' for each in sorted(value)) + "]"
    return f"{value:g}" if isinstance(value, float | int) else str(value)
