"""What was set aside, taken back, left out and approved in a run: by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.usecases.workbook.model import Word

NOT_SAID = "no reason was given"


def word_rows(entries: Sequence[Entry]) -> tuple[Word, ...]:
    """One for each quarantine, readmission, left-out node and approval, in the order of time."""
    return tuple(word for entry in entries for word in _word(entry))


def _word(entry: Entry) -> Iterator[Word]:
    match entry.event:
        case journal.Quarantined() as event:
            cause = f" [{event.signature}]" if event.signature != event.reason else ""
            yield Word(
                kind="quarantine",
                time=entry.time,
                hop=event.hop,
                subject=event.node,
                by=event.by,
                why=event.reason + cause,
                evidence=event.evidence,
            )
        case journal.Readmitted() as event:
            yield _said("readmission", entry, event.hop, event.node, event.by, event.reason)
        case journal.LeftOut() as event:
            yield _said("left out", entry, None, event.node, event.by, event.reason)
        case journal.Approved() as event:
            subject = f"{event.point}, plan {event.plan[:12]}"
            yield _said("approval", entry, event.hop, subject, event.by, event.reason)
        case _:
            return


def _said(kind: str, entry: Entry, hop: int | None, subject: str, by: str, why: str) -> Word:
    return Word(kind=kind, time=entry.time, hop=hop, subject=subject, by=by, why=why or NOT_SAID)


def without(plan: Plan, state: RunState) -> tuple[str, ...]:
    """The nodes that the run goes on, or ended, without; in the order of the inventory."""
    out = {node for _, node in state.quarantined} | set(state.left_out)
    return tuple(node.id for node in plan.inventory.nodes if node.id in out)
