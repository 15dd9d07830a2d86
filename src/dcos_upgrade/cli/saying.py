"""What ``quarantine``, ``readmit``, ``skip`` and ``approve`` do: a word weighed, written down, and told.

They work from any process, whether somebody carries the run out or not.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from dcos_upgrade import wiring
from dcos_upgrade.adapters.cluster_file import read_cluster_file
from dcos_upgrade.adapters.journal import JournalStore
from dcos_upgrade.adapters.run_lock import is_held
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.runs import existing, keys_of, not_over, person
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.cli.watching import latest_status
from dcos_upgrade.core.error import Owned
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.engine.state import RunState
from dcos_upgrade.ports import Nodes
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.usecases import words
from dcos_upgrade.usecases.starting import of_this_cluster
from dcos_upgrade.usecases.words import Word

TRIES = 20
"""A run at work writes every few seconds; a word that was weighed meanwhile is weighed again."""

Weigh = Callable[[Plan, RunState, Nodes], Awaitable[Word]]


async def quarantine(node: str, reason: str, cluster_file: Path | None, state: Path) -> Reply:
    async def weigh(plan: Plan, run: RunState, nodes: Nodes) -> Word:
        carried_out = is_held(state)
        return await words.quarantine(plan, run, nodes, node, by=person(), reason=reason, carried_out=carried_out)

    return await _of_a_node(weigh, node, cluster_file, state)


async def skip(node: str, reason: str, cluster_file: Path | None, state: Path) -> Reply:
    async def weigh(plan: Plan, run: RunState, nodes: Nodes) -> Word:
        carried_out = is_held(state)
        return await words.skip(plan, run, nodes, node, by=person(), reason=reason, carried_out=carried_out)

    return await _of_a_node(weigh, node, cluster_file, state)


async def readmit(node: str, reason: str, cluster_file: Path | None, state: Path) -> Reply:
    async def weigh(plan: Plan, run: RunState, nodes: Nodes) -> Word:
        return await words.readmit(plan, run, nodes, node, by=person(), reason=reason)

    return await _of_a_node(weigh, node, cluster_file, state)


def approve(point: str, digest: str, hop: int | None, reason: str, state: Path) -> Reply:
    with existing(state) as store:
        run = not_over(store)
        plan = store.plan(run.run)
        word = words.approve(plan, run, point, digest, hop=hop, by=person(), reason=reason)
        for event in word.events:
            store.open_run(run.run).request(event)
    return _told(word, state)


async def _of_a_node(weigh: Weigh, node: str, cluster_file: Path | None, state: Path) -> Reply:
    with existing(state) as store:
        plan = store.plan(not_over(store).run)
        cluster = read_cluster_file(cluster_file or wiring.remembered_cluster_file(state))
        of_this_cluster(plan, cluster.inventory)
        async with wiring.open_ports(cluster, state) as ports:
            word = await _written(store, plan, weigh, ports.nodes, node)
    return _told(word, state)


async def _written(store: JournalStore, plan: Plan, weigh: Weigh, nodes: Nodes, node: str) -> Word:
    """The word in the journal, weighed by what the node's step is at that very entry."""
    for _ in range(TRIES):
        before = not_over(store)
        word = await weigh(plan, before, nodes)
        now = not_over(store)
        if _same(before, now, node) and _put(store, word, now):
            return word
    raise Owned(
        f"the run goes on with {node} faster than this word can be weighed",
        safe="yes: nothing was written, the run goes on",
        next_command="dcos-upgrade pause --reason TEXT, then say it again",
    )


def _same(before: RunState, now: RunState, node: str) -> bool:
    """Whether nothing was written about this node's steps meanwhile."""

    def of(run: RunState) -> object:
        return {key: progress for key, progress in run.nodes.items() if key[1] == node}, run.left_out.get(node)

    return of(before) == of(now)


def _put(store: JournalStore, word: Word, now: RunState) -> bool:
    """All of the word's events, or none: the later ones follow from the first."""
    journal = store.open_run(now.run)
    first, *rest = word.events
    if journal.request_next(first, seen=now.seq) is None:
        return False
    for event in rest:
        journal.request(event)
    return True


def _told(word: Word, state: Path) -> Reply:
    at_work = is_held(state)
    status = latest_status(state)
    then = "The process that carries the run out goes by it." if at_work else f"Next: {status.next}"
    terminal = terminal_of(sys.stdout)
    sentences = [terminal.wrapped(each) for each in (*word.told, then)]
    return Reply(
        keys={**keys_of(status), "told": list(word.told)},
        text="\n".join((*sentences, "", status_text(status, terminal))),
    )
