"""The runs of a state directory as verbs meet them: the newest one, whoever asks, and how a run is told."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dcos_upgrade import wiring
from dcos_upgrade.adapters.journal import NAME, JournalStore
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.engine.state import RunState, fold
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.usecases.status import RunStatus


def person() -> str:
    """Who does this, for the journal."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return f"{name}@{socket.gethostname()}"


@contextmanager
def existing(state: Path) -> Iterator[JournalStore]:
    """The journal of this state directory. Raises Usage where there is none; nothing is made."""
    if not (state / NAME).exists():
        raise no_run(state)
    with wiring.open_journal(state) as store:
        yield store


def latest(store: JournalStore) -> RunState | None:
    record = store.latest_run()
    return None if record is None else fold(store.open_run(record.run).entries())


def newest(store: JournalStore) -> RunState:
    """The newest run, over or not. Raises Usage when there is none."""
    run = latest(store)
    if run is None:
        raise no_run(store.path.parent)
    return run


def not_over(store: JournalStore) -> RunState:
    """The open run. Raises Refused when it is over: no word changes anything then."""
    run = newest(store)
    if run.outcome is not None:
        raise Refused(f"the run {run.run} is over: {run.outcome}", next_command="dcos-upgrade report")
    return run


def no_run(state: Path) -> Usage:
    return Usage(
        "there is no run in this state directory",
        where=str(state),
        next_command="dcos-upgrade run plan.json --cluster cluster.yaml --confirm NAME",
    )


def keys_of(status: RunStatus) -> dict[str, Any]:
    """The status at the top and as one object, for callers of either habit."""
    return {**status_keys(status), "status": status_keys(status)}
