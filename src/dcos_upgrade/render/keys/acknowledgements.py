"""What people acknowledged, as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.journal import Event
from dcos_upgrade.usecases.acknowledging import Sheet


def sheet_keys(sheet: Sheet) -> dict[str, Any]:
    """A question, whether the plan asks it, and what was said to it; None while nobody has."""
    said = None if sheet.given is None else word_keys(sheet.given)
    return {**msgspec.to_builtins(sheet.question), "asked": sheet.asked, "given": said}


def word_keys(event: Event) -> dict[str, Any]:
    """A word as it lies in the journal, its times in whole seconds."""
    keys: dict[str, Any] = msgspec.to_builtins(event)
    for name in keys.keys() & {"said", "until"}:
        keys[name] = f"{getattr(event, name):%Y-%m-%dT%H:%M:%SZ}"
    return keys
