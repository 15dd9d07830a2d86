"""Three-valued truth about one subject. Unknown is never green."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.cluster import NodeId


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    BLOCKER = "blocker"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One check's answer for one subject of the inventory.

    ``evidence`` are digests of raw answers (see Evidence); ``remedy`` is one sentence for the person on call.
    """

    check: str
    verdict: Verdict
    severity: Severity
    subject: NodeId
    summary: str
    remedy: str = ""
    evidence: tuple[str, ...] = ()


def combine(judgements: Iterable[Judgement]) -> Verdict:
    """One verdict of many: any blocker that fails, fails; any unknown is unknown; nothing judged is unknown."""
    verdicts = {judgement.verdict for judgement in judgements if judgement.severity is Severity.BLOCKER}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    if verdicts == {Verdict.PASS}:
        return Verdict.PASS
    return Verdict.UNKNOWN
