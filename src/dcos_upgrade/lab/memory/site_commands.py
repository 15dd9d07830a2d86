"""A site's own commands in memory: each answers as it is told to, in turn; who is told nothing says proceed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dcos_upgrade.core.plan import SiteStep
from dcos_upgrade.core.site import Decision, SiteAnswer
from dcos_upgrade.lab.memory.nodes import Witness

PROCEED = SiteAnswer(decision=Decision.PROCEED)


@dataclass
class MemoryCommands:
    """Implements ports.SiteCommands. ``answers`` by the step's name; ``asked`` are all questions so far, ``programs`` the digests."""

    witness: Witness
    answers: dict[str, list[SiteAnswer]] = field(default_factory=dict)
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    programs: dict[str, str] = field(default_factory=dict)

    def missing(self, step: SiteStep) -> str:
        return ""

    def digest(self, step: SiteStep) -> str:
        return self.programs.get(step.name, "")

    async def call(self, step: SiteStep, question: Mapping[str, Any]) -> SiteAnswer:
        self.witness()
        self.asked.append(question)
        waiting = self.answers.get(step.name)
        answer = waiting.pop(0) if waiting else PROCEED
        self.witness()
        return answer
