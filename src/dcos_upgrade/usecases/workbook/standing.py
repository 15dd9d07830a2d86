"""Which grave risks stood before each hop, and by whose word the hop was begun all the same."""

from __future__ import annotations

from collections.abc import Sequence

from dcos_upgrade.core import journal
from dcos_upgrade.core.acceptance import StandingRisk
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.accepting import in_force
from dcos_upgrade.usecases.accepting import ends_of
from dcos_upgrade.usecases.workbook.model import StandingRow


def standing_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[StandingRow, ...]:
    """As it was found the last time before each hop; a hop on which nothing stood has one row without a risk."""
    judged = {entry.event.hop: entry for entry in entries if isinstance(entry.event, journal.RisksJudged)}
    words = [entry.event for entry in entries if isinstance(entry.event, journal.RiskAccepted)]
    return tuple(row for hop in sorted(judged) for row in _of_hop(plan, hop, judged[hop], words))


def _of_hop(plan: Plan, hop: int, entry: Entry, words: Sequence[journal.RiskAccepted]) -> list[StandingRow]:
    assert isinstance(entry.event, journal.RisksJudged)
    bare = StandingRow(hop=ends_of(plan.hops[hop]), time=entry.time, look=entry.event.look)
    rows = [_row(bare, risk, in_force(words, risk.id, hop, entry.time.date())) for risk in entry.event.risks]
    return rows or [bare]


def _row(bare: StandingRow, risk: StandingRisk, word: journal.RiskAccepted | None) -> StandingRow:
    return StandingRow(hop=bare.hop, time=bare.time, look=bare.look, risk=risk, by=word.by if word else "")
