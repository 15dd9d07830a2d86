"""Marathon migrates its state in ZooKeeper at its first start, from a few older versions only. This overrides any policy."""

from __future__ import annotations

import re

from dcos_upgrade.planning.rule import Candidate, Rule

_MINOR = re.compile(r"^1\.(\d+)\.")
_OLDEST_READABLE = ((8, 6), (5, 4))
"""(from Marathon 1.x on, reads the state of 1.y and later)"""


def objection(step: Candidate) -> str | None:
    old, new = (_minor(each.components["marathon"]) for each in (step.source, step.target))
    if old is None or new is None:
        return f"the Marathon versions of {step.source.version} and {step.target.version} cannot be read"
    if new < old:
        return (
            f"Marathon 1.{new} of {step.target.version} refuses a state written by 1.{old}, which is newer than itself"
        )
    oldest = oldest_readable(new)
    if old >= oldest:
        return None
    return (
        f"Marathon 1.{new} of {step.target.version} reads the stored state of Marathon 1.{oldest} and later; "
        f"{step.source.version} has written it with 1.{old}"
    )


def oldest_readable(minor: int) -> int:
    """The oldest 1.y whose stored state Marathon 1.``minor`` can read."""
    return next((reads for since, reads in _OLDEST_READABLE if minor >= since), 0)


def _minor(text: str) -> int | None:
    match = _MINOR.match(text)
    return int(match.group(1)) if match else None


RULE = Rule(
    id="marathon-state",
    title="Marathon can read the state that is there",
    source="Marathon releases/1.5 to 1.11, storage migration; Marathon upgrade guide (1.5 from 1.4, 1.8 from 1.6 or 1.7)",
    objection=objection,
    of_state=True,
)
