"""What people were asked once for the run and what they said, those that nobody answered among them."""

from __future__ import annotations

from collections.abc import Sequence

from dcos_upgrade.core import journal
from dcos_upgrade.core.acknowledgement import Question
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan, questions_of
from dcos_upgrade.usecases.workbook.model import AcknowledgedRow


def acknowledged_rows(plan: Plan, entries: Sequence[Entry]) -> tuple[AcknowledgedRow, ...]:
    """The plan's questions in their order, then what was said besides."""
    said = {entry.event.id: entry.event for entry in entries if isinstance(entry.event, journal.Acknowledged)}
    asked = {each.id: each for each in questions_of(plan)}
    names = (*asked, *(name for name in said if name not in asked))
    return tuple(_row(name, asked.get(name), said.get(name)) for name in names)


def _row(name: str, question: Question | None, said: journal.Acknowledged | None) -> AcknowledgedRow:
    return AcknowledgedRow(
        id=name,
        question=question.question if question else said.question if said else "",
        section=question.section if question else "",
        asked=question is not None,
        time=said.said if said else None,
        by=said.by if said else "",
        why=said.reason if said else "",
    )
