"""What a site's own command answers at its point of the run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """``hold`` is asked again, for as long as the step's patience; ``fail`` halts the run."""

    PROCEED = "proceed"
    HOLD = "hold"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteAnswer:
    """``retry_after`` in seconds counts for hold; ``output`` is the end of what the command said, redacted."""

    decision: Decision
    reason: str = ""
    retry_after: float = 0.0
    output: str = ""
