"""What ``status`` does, once or for as long as the run goes on."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from dcos_upgrade import wiring
from dcos_upgrade.adapters.journal import NAME
from dcos_upgrade.adapters.run_lock import is_held
from dcos_upgrade.cli.reply import Reply, talk
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import ExitCode, Usage
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.usecases.status import NO_RUN, RunStatus, State, describe, exit_code

POLL_SECONDS = 1.0


def time_of(text: str | None) -> datetime | None:
    """Raises Usage for what is no time with a zone."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Usage(f"{text!r} is not a time such as 2018-07-10T14:05:00Z", where="--at") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def latest_status(state: Path, *, carried_out: bool | None = None, at: datetime | None = None) -> RunStatus:
    """Of the newest run here, now or as it was ``at`` a time; ``carried_out`` is looked up unless given.

    Nothing is made where there is nothing.
    """
    if not (state / NAME).exists():
        return NO_RUN
    with wiring.open_journal(state) as store:
        record = store.latest_run()
        if record is None:
            return NO_RUN
        entries = [entry for entry in store.open_run(record.run).entries() if at is None or entry.time <= at]
        if not entries:
            return NO_RUN
        held = is_held(state) if carried_out is None else carried_out
        return describe(store.plan(record.run), entries, carried_out=held, now=at or datetime.now(UTC))


def once(state: Path, *, at: datetime | None = None) -> Reply:
    return _reply(latest_status(state, carried_out=True if at else None, at=at), ExitCode.DONE)


def watched(state: Path) -> Reply:
    """Each change on stderr, the last word as the reply; its exit code is the run's."""
    told = ""
    while True:
        status = latest_status(state)
        if status.state is not State.RUNNING and not _still_ending(status, state):
            return _reply(status, exit_code(status))
        text = status_text(status, terminal_of(sys.stderr))
        if text != told:
            talk(text + "\n")
            told = text
        time.sleep(POLL_SECONDS)


def _still_ending(status: RunStatus, state: Path) -> bool:
    """A pause lets the steps under way end first."""
    return status.state is State.PAUSED and is_held(state)


def _reply(status: RunStatus, code: ExitCode) -> Reply:
    return Reply(keys=status_keys(status), text=status_text(status, terminal_of(sys.stdout)), code=code)
