"""A rule about what a run does beside its steps: one rule per file under ``rules/``, found, not listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.intents.intent import Intent


@dataclass(frozen=True, slots=True)
class Objects:
    """The rule refuses the run; ``hop`` is the one it speaks of, the whole way where it is none."""

    reason: str
    hop: tuple[Version, Version] | None = None


@dataclass(frozen=True, slots=True)
class Tells:
    """Nothing is refused; people should know."""

    reason: str


Said = Objects | Tells | Unknown
"""Unknown: the rule cannot say, so the plan cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRule:
    """``judge`` says nothing where the rule has nothing against the run."""

    id: str
    title: str
    source: str
    judge: Callable[[Intent], Iterator[Said]]
