"""Ask the cluster and make a Snapshot. A host that does not answer is unknown by name; nothing is raised for it.

What is asked is every fact of every subject (``capture``), or just what gates judge by (``look``).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from dcos_upgrade import gates as gate_room
from dcos_upgrade.core.cluster import CLUSTER, Inventory, NodeId
from dcos_upgrade.core.gate import Gate
from dcos_upgrade.core.probe import Command, FourLetterWord, HttpChain, HttpGet, Probe
from dcos_upgrade.core.snapshot import Key, Observed, Snapshot
from dcos_upgrade.ports import Api, Clock, EvidenceStore, FourLetterWords, Shell
from dcos_upgrade.probes import cluster_id, dcos_version
from dcos_upgrade.usecases.asking import Desk

ALWAYS_ON_FOCUS = frozenset({dcos_version.PROBE.id})
"""Whatever the gate: the run must know which release a node has before it is touched."""


async def capture(
    *,
    inventory: Inventory,
    probes: Mapping[str, Probe[Any]],
    shell: Shell,
    api: Api,
    words: FourLetterWords,
    evidence: EvidenceStore,
    clock: Clock,
    subjects: frozenset[NodeId] | None = None,
    cluster: str | None = None,
    limit: int = 50,
) -> Snapshot:
    """All facts of these probes, of all their subjects or of ``subjects`` only; ``limit`` questions under way at a time.

    Secrets are hidden by the key of ``cluster`` (its id); None: the masters are asked for it first. What is of the cluster is asked
    before its nodes are: those answers are the largest, and are let go of before thousands of nodes have said anything.
    Raises what the evidence store raises (a full disk, a damaged key), nothing else.
    """

    def keys() -> Iterator[Key]:
        for name, probe in probes.items():
            yield from ((name, each) for each in probe.subjects(inventory) if subjects is None or each in subjects)

    desk = _desk(inventory, shell, api, words, evidence, clock, limit)
    taken = clock.now()
    if cluster is None:
        cluster = await _cluster(desk, [subject for name, subject in keys() if name == cluster_id.PROBE.id])
    desk = replace(desk, evidence=evidence.of(cluster))
    facts = await _asked(desk, probes, [key for key in keys() if key[1] == CLUSTER])
    facts |= await _asked(desk, probes, [key for key in keys() if key[1] != CLUSTER])
    return Snapshot(inventory=inventory, taken=taken, facts=facts, sealed_by=desk.evidence.sealed_by)


async def look(
    *,
    gates: Collection[Gate],
    focus: Collection[NodeId],
    inventory: Inventory,
    probes: Mapping[str, Probe[Any]],
    shell: Shell,
    api: Api,
    words: FourLetterWords,
    evidence: EvidenceStore,
    clock: Clock,
    cluster: str = "",
    limit: int = 50,
) -> Snapshot:
    """What these gates judge by: facts of the cluster everywhere, facts of a node on the nodes in focus only.

    ``cluster`` is the id by which the baseline's secrets are hidden.
    """
    desk = replace(_desk(inventory, shell, api, words, evidence.of(cluster), clock, limit), own_only=True)
    taken = clock.now()
    facts = await _asked(desk, probes, _needed(gates, frozenset(focus), inventory, probes))
    return Snapshot(inventory=inventory, taken=taken, facts=facts, sealed_by=desk.evidence.sealed_by)


def told_id(snapshot: Snapshot) -> str:
    """The id by whose key the snapshot's secrets are hidden; empty where no master told it."""
    ids = (snapshot.fact(cluster_id.PROBE, master.id).value for master in snapshot.inventory.masters)
    return next((each for each in ids if each), "")


def questions(inventory: Inventory, probes: Mapping[str, Probe[Any]]) -> tuple[tuple[str, NodeId, str], ...]:
    """(probe id, subject, what would be sent) for everything that ``capture`` would ask; touches nothing."""
    return tuple(
        (name, subject, _words_of(probe)) for name, probe in probes.items() for subject in probe.subjects(inventory)
    )


def _words_of(probe: Probe[Any]) -> str:
    match probe.question:
        case Command(text=text):
            return text
        case HttpGet(service=service, path=path):
            return f"GET {service} {path}"
        case FourLetterWord(word=word):
            return f"zookeeper {word}"
        case HttpChain(words=words):
            return "; ".join(words)


def _needed(
    gates: Collection[Gate], focus: frozenset[NodeId], inventory: Inventory, probes: Mapping[str, Probe[Any]]
) -> list[Key]:
    everywhere = frozenset[str]().union(*(gate_room.everywhere(gate) for gate in gates))
    on_focus = ALWAYS_ON_FOCUS.union(*(gate_room.on_focus(gate) for gate in gates))
    return [
        (name, subject)
        for name, probe in probes.items()
        for subject in probe.subjects(inventory)
        if name in everywhere or (name in on_focus and subject in focus)
    ]


def _desk(
    inventory: Inventory,
    shell: Shell,
    api: Api,
    words: FourLetterWords,
    evidence: EvidenceStore,
    clock: Clock,
    limit: int,
) -> Desk:
    return Desk(
        inventory=inventory,
        shell=shell,
        api=api,
        words=words,
        evidence=evidence,
        clock=clock,
        turns=asyncio.Semaphore(limit),
        writing=asyncio.Lock(),
    )


async def _cluster(desk: Desk, masters: Collection[NodeId]) -> str:
    """What the masters say, all of them asked at once; the first in their order that answers."""
    told = await asyncio.gather(*(desk.say(cluster_id.PROBE, master) for master in masters))
    return next((each for each in told if each), "")


async def _asked(desk: Desk, probes: Mapping[str, Probe[Any]], keys: Collection[Key]) -> dict[Key, Observed[object]]:
    facts: dict[Key, Observed[object]] = {}

    async def one(key: Key) -> None:
        facts[key] = await desk.ask(probes[key[0]], key[1])

    async def session(node_id: NodeId, names: Collection[str]) -> None:
        node = desk.inventory.node(node_id)
        if node is not None:
            facts.update(await desk.ask_shell(node, {name: probes[name] for name in names}))

    try:
        async with asyncio.TaskGroup() as group:
            for node_id, names in _sessions(probes, keys).items():
                group.create_task(session(node_id, names))
            for key in keys:
                if not isinstance(probes[key[0]].question, Command):
                    group.create_task(one(key))
    except BaseExceptionGroup as errors:
        raise _first(errors) from errors
    return facts


def _sessions(probes: Mapping[str, Probe[Any]], keys: Collection[Key]) -> Mapping[NodeId, list[str]]:
    """The commands of each node by name."""
    sessions: defaultdict[NodeId, list[str]] = defaultdict(list)
    for name, subject in keys:
        if isinstance(probes[name].question, Command):
            sessions[subject].append(name)
    return sessions


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
