"""What changed between the facts that a plan relied on and the same facts now."""

from __future__ import annotations

from collections.abc import Mapping


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """One text for each fact that differs, is gone or is new; empty when the plan still holds."""
    return tuple(
        f"{name}: {then.get(name, 'not there')} then, {now.get(name, 'not there')} now"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    )
