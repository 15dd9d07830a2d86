"""What ``status`` does, once or for as long as the run goes on."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from dcos_upgrade import wiring
from dcos_upgrade.adapters.journal import NAME
from dcos_upgrade.adapters.run_lock import is_held
from dcos_upgrade.cli.reply import Reply, talk
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.core.error import ExitCode
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.usecases.status import NO_RUN, RunStatus, State, describe, exit_code

POLL_SECONDS = 1.0


def latest_status(state: Path, *, carried_out: bool | None = None) -> RunStatus:
    """Of the newest run here; ``carried_out`` is looked up unless given. Nothing is made where there is nothing."""
    if not (state / NAME).exists():
        return NO_RUN
    with wiring.open_journal(state) as store:
        record = store.latest_run()
        if record is None:
            return NO_RUN
        entries = store.open_run(record.run).entries()
        held = is_held(state) if carried_out is None else carried_out
        return describe(store.plan(record.run), entries, carried_out=held)


def once(state: Path) -> Reply:
    return _reply(latest_status(state), ExitCode.DONE)


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
