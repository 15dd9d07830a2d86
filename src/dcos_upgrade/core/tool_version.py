"""What one version of the tool may do with the journal or the plan of another.

Versions of one minor write the same form. A later minor reads every earlier one back to ``OLDEST``; an earlier one reads nothing
of a later one, since it would pass over what it does not know (decision record 'Versions of ourselves').
"""

from __future__ import annotations

import re

OLDEST = (0, 1)
"""The first minor whose journals and plans are still carried on."""

_FORM = re.compile(r"v?(\d+)\.(\d+)")
"""Whatever follows (0.2rc1, 0.2-dev, 0.2+site) is of that minor."""


def why_not_read(writer: str, present: str) -> str:
    """Why ``present`` must not go on with what ``writer`` wrote; empty when it may. A version that says nothing decides nothing."""
    written, ours = _form(writer), _form(present)
    if written is None or ours is None:
        return ""
    if written > ours:
        return (
            f"dcos-upgrade {writer} wrote it, this is {present}, and an older one would pass over what it does not know"
        )
    if written < OLDEST:
        return f"dcos-upgrade {writer} wrote it, and {present} reads nothing from before {OLDEST[0]}.{OLDEST[1]}"
    return ""


def _form(version: str) -> tuple[int, int] | None:
    found = _FORM.match(version)
    return None if found is None else (int(found[1]), int(found[2]))
