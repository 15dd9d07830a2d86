"""What ``run``, ``resume``, ``retry`` and ``pause`` do: the ports opened, the use cases called, the end told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

import dcos_upgrade
from dcos_upgrade import catalog, probes, wiring
from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.adapters.run_lock import is_held, run_lock
from dcos_upgrade.cli.progress import showing
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.runs import existing, keys_of, latest, newest, not_over, person
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.watching import latest_status
from dcos_upgrade.core.error import UNTOUCHED, DcosUpgradeError, ExitCode, Refused, Usage
from dcos_upgrade.core.journal import AbortRequested, PauseRequested, StepStarted
from dcos_upgrade.core.plan import Plan, StageName
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.planning.plan_audit import require_safe
from dcos_upgrade.planning.read import read_plan
from dcos_upgrade.ports import Journal
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.usecases.beginning import begin, none_open, take_up
from dcos_upgrade.usecases.running import Progress, drive
from dcos_upgrade.usecases.selecting import in_order, left_of, selection
from dcos_upgrade.usecases.site_programs import as_planned
from dcos_upgrade.usecases.starting import at_their_own_ports, by_the_tool, may_retry, of_this_cluster
from dcos_upgrade.usecases.status import RunStatus, State, exit_code

PLAN_LIMIT = 256 * 1024 * 1024


def plan_file(path: Path) -> Plan:
    """Raises Usage when it is not there, Unreadable when it is truncated, Refused when it is no plan of ours."""
    return read_plan(read_bounded(path, limit=PLAN_LIMIT, what="plan"), where=str(path))


def confirmed(confirm: str | None, plan: Plan, cluster: Path) -> None:
    """Somebody has said the cluster's name. Raises Usage when nobody can be asked, Refused for another name."""
    name = read_cluster_file(cluster).name
    if confirm is None and not sys.stdin.isatty():
        raise Usage(
            "a run needs --confirm NAME when there is no terminal to ask at",
            where=str(cluster),
            evidence=f"plan {plan.digest[:12]}, {' → '.join(plan.route)}",
            next_command=f"dcos-upgrade run PLAN --cluster {cluster} --confirm {name}",
        )
    said = confirm if confirm is not None else click.prompt(f"Type the name of the cluster ({name}) to run", err=True)
    if said != name:
        raise Refused(f"--confirm says {said}, the cluster file says {name}", where=str(cluster))


async def run(
    plan: Plan, cluster_file: Path, state: Path, until: StageName | None, *, only: str | None = None
) -> Reply:
    """A new run, from its baseline to its end, or as far as ``until`` and ``only`` let it go.

    Raises Refused for a plan that is not safe to run, whatever its digest says; nothing was asked or written anywhere then.
    """
    cluster = read_cluster_file(cluster_file)
    of_this_cluster(plan, cluster.inventory)
    at_their_own_ports(cluster.endpoints.passed_on())
    require_safe(plan, where=plan.digest[:12])
    by_the_tool(plan)
    if not plan.hops:
        text = f"Nothing to do: every node of {plan.cluster} was at {plan.target} when this plan was made."
        return Reply(keys={**keys_of(latest_status(state)), "outcome": "done"}, text=text)
    selected = _selected(plan, RunState(), only, mesos_leader=None)
    with run_lock(state), wiring.open_journal(state) as store:
        none_open(latest(store))
        async with wiring.open_ports(cluster, state) as ports:
            as_planned(plan, ports.site, begun=False)
            with showing() as tell:
                tell(Progress(hop="", stage="", node="", message="capturing the baseline"))
                runs = wiring.Runs(state=state, store=store, cluster_file=cluster_file)
                journal, baseline = await begin(
                    plan,
                    ports,
                    runs,
                    probes.discover(),
                    catalog.own(),
                    by=person(),
                    tool_version=dcos_upgrade.__version__,
                )
                await _driven(plan, journal, baseline, ports, tell, until, selected)
        return _ended(store, plan, selected)


async def resume(
    cluster_file: Path | None,
    state: Path,
    until: StageName | None,
    *,
    retry: str | None = None,
    abort: AbortRequested | None = None,
    only: str | None = None,
) -> Reply:
    """The latest run, from where its journal and its nodes say that it is."""
    with run_lock(state), existing(state) as store:
        run = newest(store)
        if run.outcome is not None:
            return _ended(store)
        path = cluster_file or wiring.remembered_cluster_file(state)
        plan = store.plan(run.run)
        cluster = read_cluster_file(path)
        of_this_cluster(plan, cluster.inventory)
        if abort is None:
            at_their_own_ports(cluster.endpoints.passed_on())
        selected = _selected(plan, run, only, mesos_leader=latest_status(state).mesos_leader)
        async with wiring.open_ports(cluster, state) as ports:
            if abort is None:  # giving up asks no site step, so it needs no program
                as_planned(plan, ports.site, begun=True)
            again = await may_retry(plan, run, ports.nodes, retry, by=person()) if retry else None
            runs = wiring.Runs(state=state, store=store, cluster_file=path)
            wiring.remember_cluster_file(state, path)
            journal, baseline = take_up(
                run.run, runs, ports.evidence, probes.discover(), by=person(), tool_version=dcos_upgrade.__version__
            )
            for word in (again, abort):
                if word is not None:
                    journal.append(word)
            with showing() as tell:
                await _driven(plan, journal, baseline, ports, tell, until, selected)
        return _ended(store, plan, selected)


async def abort(reason: str, cluster_file: Path | None, state: Path) -> Reply:
    """Given up: by whoever carries the run out, else by this process, which ends what flies and releases the cluster."""
    word = AbortRequested(by=person(), reason=reason)
    if is_held(state):
        with existing(state) as store:
            store.open_run(newest(store).run).request(word)
        status = latest_status(state)
        text = "The process that carries the run out gives it up once every step under way has ended.\n"
        return Reply(keys=keys_of(status), text=text + status_text(status, terminal_of(sys.stdout)))
    ended = await resume(cluster_file, state, None, abort=word)
    return replace(ended, code=ExitCode.DONE) if ended.keys["state"] == State.ABORTED else ended


def pause(reason: str, state: Path) -> Reply:
    """Written into the journal; whoever carries the run out stops at it."""
    with existing(state) as store:
        store.open_run(not_over(store).run).request(PauseRequested(by=person(), reason=reason))
    status = latest_status(state)
    text = "Paused: steps under way end, no further node is touched.\n" + status_text(status, terminal_of(sys.stdout))
    return Reply(keys=keys_of(status), text=text)


def _selected(plan: Plan, run: RunState, only: str | None, *, mesos_leader: str | None) -> frozenset[str] | None:
    """Raises Usage for a selection that cannot be read, Refused for one that is out of order; nothing was touched then."""
    if only is None:
        return None
    nodes = selection(only, plan.inventory)
    in_order(plan, run, nodes, mesos_leader=mesos_leader)
    return nodes


async def _driven(
    plan: Plan,
    journal: Journal,
    baseline: Snapshot,
    ports: wiring.Ports,
    tell: wiring.Tell,
    until: StageName | None,
    only: frozenset[str] | None,
) -> None:
    try:
        await drive(wiring.run_context(plan, journal, baseline, ports, tell), until=until, only=only)
    except DcosUpgradeError as error:
        _say_what_is_under_way(error, journal)
        raise


def _say_what_is_under_way(error: DcosUpgradeError, journal: Journal) -> None:
    """Once a step was begun, "nothing was touched" is no longer true; what is true is said instead."""
    begun = {entry.event.node for entry in journal.entries() if isinstance(entry.event, StepStarted)}
    if begun and error.safe == UNTOUCHED:
        error.safe = (
            f"yes: steps that were begun ({', '.join(sorted(begun))}) go on on their nodes, no further one starts"
        )
        error.next_command = f"{error.next_command}; then dcos-upgrade resume".removeprefix("; then ")


def _ended(store: JournalStore, plan: Plan | None = None, only: frozenset[str] | None = None) -> Reply:
    """``only``: what was selected of this plan; what is left is said then."""
    status = latest_status(store.path.parent, carried_out=False)
    left = left_of(plan, newest(store)) if plan is not None and only is not None else ()
    return Reply(
        keys={**keys_of(status), "outcome": _outcome(status), "left": list(left)},
        text=status_text(status, terminal_of(sys.stdout)) + _word(status, left),
        code=exit_code(status),
    )


def _outcome(status: RunStatus) -> str:
    return "stopped" if status.state is State.IDLE else str(status.state)


def _word(status: RunStatus, left: Sequence[str]) -> str:
    if status.state is State.ABORTED:
        return "\nGiven up. Every job that was begun has ended; the cluster belongs to no run any more."
    if status.state is State.PAUSED:
        return "\nStopped by people; nothing is wrong. Every job that was begun has ended."
    if status.state is State.IDLE and left:
        more = f" and {len(left) - 8} more" if len(left) > 8 else ""
        return f"\nWhat was selected is done. Not selected and left in this hop: {', '.join(left[:8])}{more}."
    if status.state is State.IDLE:
        return "\nStopped where it was told to. The run is not over."
    return ""
