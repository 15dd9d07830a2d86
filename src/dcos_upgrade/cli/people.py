"""What ``ack`` and ``accept`` do: a person's word for a plan, kept until its run begins, or written into the run's journal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dcos_upgrade import catalog, wiring
from dcos_upgrade.adapters.journal import NAME, JournalStore
from dcos_upgrade.adapters.run_lock import is_held
from dcos_upgrade.cli.conducting import plan_file
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.runs import keys_of, latest, person
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.watching import latest_status
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.core.journal import Event
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.render.console.accepted import accepted_text
from dcos_upgrade.render.console.acknowledgements import acknowledgements_text
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.accepted import accepted_keys
from dcos_upgrade.render.keys.acknowledgements import sheet_keys, word_keys
from dcos_upgrade.usecases.accepting import AcceptedRisk, accepted, accepted_risks
from dcos_upgrade.usecases.accepting import accept as taken
from dcos_upgrade.usecases.acknowledging import acknowledge as acknowledged
from dcos_upgrade.usecases.acknowledging import afterwards, given, sheets
from dcos_upgrade.usecases.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a word is for: a plan, and its run where there is one that is not over. ``kept`` was said before the run."""

    plan: Plan
    run: RunState | None
    kept: tuple[Event, ...]


Weigh = Callable[[Addressee], Word]
Over = Callable[[Plan], bool]
"""Whether a run of this plan that is over is meant, too."""


def acknowledge(name: str | None, by: str | None, reason: str | None, plan_path: Path | None, state: Path) -> Reply:
    """Raises Usage for a name that there is not, or nothing to say it for."""
    if name is None:
        raise Usage("ack needs NAME, or --list", next_command="dcos-upgrade ack --list")
    if reason is None:
        raise Usage("ack needs --reason TEXT: how it is known", where=name)

    def weigh(to: Addressee) -> Word:
        who = by if by is not None else person()
        over = to.run is not None and to.run.outcome is not None
        return acknowledged(to.plan, catalog.own(), name, by=who, reason=reason, now=datetime.now(UTC), over=over)

    return _said(weigh, plan_path, state, over=lambda plan: afterwards(plan, catalog.own(), name))


def accept(
    name: str | None,
    by: str | None,
    reason: str | None,
    until: date | None,
    hop: str,
    plan_path: Path | None,
    state: Path,
) -> Reply:
    """Raises Usage for what is missing, a name or a hop that there is not; Refused for a risk that nobody may take."""
    if name is None:
        raise Usage("accept needs NAME, or --list", next_command="dcos-upgrade accept --list")
    if reason is None or until is None:
        missing = (
            "--reason TEXT: why it is taken" if reason is None else "--until DATE: the last day on which it is taken"
        )
        raise Usage(f"accept needs {missing}", where=name)

    def weigh(to: Addressee) -> Word:
        who = by if by is not None else person()
        return taken(to.plan, catalog.own(), name, by=who, reason=reason, until=until, hop=hop, now=datetime.now(UTC))

    return _said(weigh, plan_path, state, over=lambda plan: False)


def acceptances(plan_path: Path | None, state: Path) -> Reply:
    """What people took for this plan or run, as it stands today. Nothing is made."""
    to = _looked_up(plan_path, state)
    shown = () if to is None else _accepted_by(to)
    keys = {"plan": to.plan.digest if to else None, "run": to.run.run if to and to.run else None}
    return Reply(
        keys={**keys, "accepted": [accepted_keys(each) for each in shown]},
        text=accepted_text(shown, terminal_of(sys.stdout)),
    )


def taken_for(plan_path: Path, state: Path) -> tuple[AcceptedRisk, ...]:
    """The risks that people took for this plan, as they stand today; nothing is made where there is no journal."""
    to = _looked_up(plan_path, state)
    return () if to is None else _accepted_by(to)


def _accepted_by(to: Addressee) -> tuple[AcceptedRisk, ...]:
    words = (*accepted(to.kept), *(to.run.accepted if to.run else ()))
    return accepted_risks(to.plan, words, datetime.now(UTC).date())


def acknowledgements(plan_path: Path | None, state: Path) -> Reply:
    """What is asked and what was said; of no plan and no run everything that the catalog has. Nothing is made."""
    to = _looked_up(plan_path, state)
    said = {} if to is None else {**given(to.kept), **(to.run.acknowledged if to.run else {})}
    shown = sheets(to.plan if to else None, catalog.own(), said)
    keys = {"plan": to.plan.digest if to else None, "run": to.run.run if to and to.run else None}
    rows = [sheet_keys(each) for each in shown]
    return Reply(
        keys={**keys, "acknowledgements": rows},
        text=acknowledgements_text(shown, terminal_of(sys.stdout), of_a_plan=to is not None),
    )


def _looked_up(plan_path: Path | None, state: Path) -> Addressee | None:
    if not (state / NAME).exists():
        return None if plan_path is None else Addressee(plan=plan_file(plan_path), run=None, kept=())
    with wiring.open_journal(state) as store:
        if plan_path is None and latest(store) is None:
            return None
        return _addressee(store, plan_path, over=lambda _: True)


def _said(weigh: Weigh, plan_path: Path | None, state: Path, *, over: Over) -> Reply:
    with _journal_for(plan_path, state) as store:
        to = _addressee(store, plan_path, over=over)
        word = weigh(to)
        for event in word.events:
            _write(store, to, event, carried_out=is_held(state))
        after = _addressee(store, plan_path, over=over)
    return _told(after, word, state)


@contextmanager
def _journal_for(plan_path: Path | None, state: Path) -> Iterator[JournalStore]:
    """Made where there is none, once somebody says something for a plan. Raises Usage where neither is there."""
    if plan_path is None and not (state / NAME).exists():
        raise _for_what(state)
    if plan_path is not None:
        plan_file(plan_path)  # before anything is made for it
    with wiring.open_journal(state) as store:
        yield store


def _addressee(store: JournalStore, plan_path: Path | None, *, over: Over) -> Addressee:
    """The run of this plan, or the newest one; one that is over only where that is meant. Raises Usage or Refused for none."""
    run = latest(store)
    if plan_path is not None:
        plan = plan_file(plan_path)
        mine = run is not None and run.plan == plan.digest and (run.outcome is None or over(plan))
        return Addressee(plan=plan, run=run if mine else None, kept=store.kept_words(plan))
    if run is None:
        raise _for_what(store.path.parent)
    plan = store.plan(run.run)
    if run.outcome is not None and not over(plan):
        raise Refused(
            f"the run {run.run} is over: {run.outcome}",
            next_command="for another run: the same with --plan plan.json",
        )
    return Addressee(plan=plan, run=run, kept=store.kept_words(plan))


def _write(store: JournalStore, to: Addressee, event: Event, *, carried_out: bool) -> None:
    """A run that has never had the cluster may be left behind for a new one of the same plan: that one hears it, too."""
    if to.run is not None:
        store.open_run(to.run.run).request(event)
    if to.run is None or (to.run.owner_epoch is None and not carried_out):
        store.keep_word(to.plan, event)


def _told(to: Addressee, word: Word, state: Path) -> Reply:
    said = {**given(to.kept), **(to.run.acknowledged if to.run else {})}
    keys: dict[str, Any] = {
        "plan": to.plan.digest,
        "run": to.run.run if to.run else None,
        "word": [word_keys(event) for event in word.events],
        "told": list(word.told),
        "accepted": [accepted_keys(each) for each in _accepted_by(to)],
        "missing": [each.question.id for each in sheets(to.plan, catalog.own(), said) if each.given is None],
    }
    terminal = terminal_of(sys.stdout)
    sentences = [terminal.wrapped(each) for each in word.told]
    if to.run is None:
        kept = f"Kept for the run of plan {to.plan.digest[:12]}, which takes it over when it begins."
        return Reply(keys=keys, text="\n".join((*sentences, terminal.wrapped(kept))))
    status = latest_status(state)
    then = "The process that carries the run out goes by it." if is_held(state) else f"Next: {status.next}"
    text = "\n".join((*sentences, terminal.wrapped(then), "", status_text(status, terminal)))
    return Reply(keys={**keys_of(status), **keys}, text=text)


def _for_what(state: Path) -> Usage:
    return Usage(
        "there is no run here, so it has to be said for which plan this is meant",
        where=str(state),
        next_command="the same with --plan plan.json",
    )
