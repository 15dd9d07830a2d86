"""What a report needs, fetched from where a run keeps it: the entries, and both snapshots out of the evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dcos_upgrade.core import journal as events
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.snapshot_codec import decode
from dcos_upgrade.ports import EvidenceStore, Journal
from dcos_upgrade.usecases.workbook.build import build
from dcos_upgrade.usecases.workbook.model import Workbook
from dcos_upgrade.usecases.workbook.records import Record

BASELINE = "the snapshot from before"
AFTER = "the snapshot of the validation"


def workbook_of(
    plan: Plan,
    journal: Journal,
    evidence: EvidenceStore,
    probes: Mapping[str, Probe[Any]],
    *,
    mesos_of: Callable[[str], str | None],
    made: datetime,
    tool_version: str,
    record: Sequence[Record] = (),
) -> Workbook:
    """The report of this run as it stands. A snapshot that cannot be read is named in it, with the reason; nothing is raised."""
    entries = journal.entries()
    digests = _digests(entries)
    found = {name: _snapshot(evidence, digest, probes) for name, digest in digests.items()}
    snapshots = {name: each for name, each in found.items() if isinstance(each, Snapshot)}
    return build(
        plan,
        entries,
        baseline=snapshots.get(BASELINE),
        after=snapshots.get(AFTER),
        missing={name: each for name, each in found.items() if isinstance(each, str)},
        mesos_of=mesos_of,
        made=made,
        tool_version=tool_version,
        record=record,
    )


def _digests(entries: tuple[events.Entry, ...]) -> dict[str, str]:
    """By name; a snapshot that was never taken is not missing."""
    digests = {}
    for entry in entries:
        match entry.event:
            case events.RunCreated(baseline=digest):
                digests[BASELINE] = digest
            case events.Validated(snapshot=digest):
                digests[AFTER] = digest
            case _:
                continue
    return digests


def _snapshot(evidence: EvidenceStore, digest: str, probes: Mapping[str, Probe[Any]]) -> Snapshot | str:
    try:
        return decode(evidence.get(digest), probes)
    except (Unreadable, Refused) as error:
        return f"{error.what} ({digest[:12]})"
