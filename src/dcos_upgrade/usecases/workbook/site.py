"""What the site's own steps answered in a run. (Workbook: "Apply site-specific upgrade modifications".)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.usecases.workbook.model import SiteRow


def site_rows(entries: Sequence[Entry]) -> tuple[SiteRow, ...]:
    """One for each answer, in the order of time."""
    rows = []
    asked: dict[tuple[int, str, str, str], datetime] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, journal.SiteStepStarted):
            asked[event.hop, event.point, event.subject, event.name] = entry.time
        if isinstance(event, journal.SiteStepAnswered):
            since = asked.get((event.hop, event.point, event.subject, event.name))
            rows.append(_row(entry.time, event, since))
    return tuple(rows)


def _row(time: datetime, event: journal.SiteStepAnswered, since: datetime | None) -> SiteRow:
    return SiteRow(
        time=time,
        hop=event.hop,
        point=event.point,
        subject=event.subject,
        name=event.name,
        decision=event.decision,
        why=event.reason,
        seconds=None if since is None else (time - since).total_seconds(),
        said=event.evidence,
    )
