"""Evidence of one node for people: what it says of itself, what others say of it, what the run wrote of it. Read only.

A node that does not answer has a bundle, too: it holds what the others know, and says what is unknown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from dcos_upgrade.core import journal
from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId
from dcos_upgrade.core.error import DcosUpgradeError
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.redaction import redact_text, redacted_body
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.engine.recovery import Advice
from dcos_upgrade.ports import Nodes
from dcos_upgrade.probes import (
    agent_metrics,
    exhibitor_status,
    marathon_leader,
    mesos_metrics,
    mesos_slaves,
    mesos_state,
    zookeeper_srvr,
)
from dcos_upgrade.probes.mesos_slaves import MesosSlaves
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.usecases.bundle_questions import OUTPUT_LIMIT, QUESTIONS
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.eyes import Eyes
from dcos_upgrade.usecases.passing_evidence import PassingEvidence
from dcos_upgrade.usecases.recovering import Step, recover

MOST_TASKS = 500
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]")
OF_THE_WHOLE_RUN = (journal.RunCreated, journal.RunResumed, journal.HopBound, journal.Halted, journal.RunCompleted)
VIEWS = {
    probe.id: probe
    for probe in (
        agent_metrics.PROBE,
        exhibitor_status.PROBE,
        marathon_leader.PROBE,
        mesos_metrics.PROBE,
        mesos_slaves.PROBE,
        mesos_state.PROBE,
        zookeeper_srvr.PROBE,
    )
}
"""What is asked of the node's own services, and of the masters about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledFile:
    """``status`` is the exit status of its command, None where there was none; ``cut``: only the end of it is there."""

    name: str
    bytes: int
    sha256: str
    source: str
    status: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What could not be had, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle holds, each file with its digest, and what it does not hold."""

    schema: str = "dcos-upgrade/bundle-manifest/1"
    tool_version: str
    made: datetime
    cluster: str
    run: str | None
    node: Node
    files: tuple[BundledFile, ...]
    unknown: tuple[Missing, ...]


@dataclass(slots=True, kw_only=True)
class Bundle:
    """Files by name, all of them redacted. ``silent``: the node itself said nothing."""

    node: Node
    contents: dict[str, bytes] = field(default_factory=dict)
    files: list[BundledFile] = field(default_factory=list)
    unknown: list[Missing] = field(default_factory=list)
    silent: bool = False

    def put(self, name: str, body: bytes, *, source: str, status: int | None = None) -> None:
        clean = redacted_body(body)
        kept = clean[-OUTPUT_LIMIT:]
        self.contents[name] = kept
        self.files.append(
            BundledFile(
                name=name,
                bytes=len(kept),
                sha256=hashlib.sha256(kept).hexdigest(),
                source=redact_text(source),
                status=status,
                cut=len(kept) < len(clean),
            )
        )

    def miss(self, what: str, reason: str) -> None:
        self.unknown.append(Missing(what=what, reason=redact_text(reason)))


async def gather(eyes: Eyes, nodes: Nodes, node: Node, entries: Sequence[Entry], step: Step | None) -> Bundle:
    """``entries`` of the run, none where there is no run. Nothing is raised for what does not answer."""
    bundle = Bundle(node=node)
    await _own_words(bundle, eyes, node)
    await _views(bundle, eyes, node)
    if step is not None:
        _advice(bundle, await recover(eyes, nodes, node, step))
    told = [entry for entry in entries if _is_of(entry.event, node.id)]
    if told:
        lines = b"\n".join(redacted_body(msgspec.json.encode(entry)) for entry in told)
        bundle.put("journal.jsonl", lines + b"\n", source="the run's journal")
    return bundle


def manifest(bundle: Bundle, *, cluster: str, run: str | None, made: datetime, tool_version: str) -> Manifest:
    return Manifest(
        tool_version=tool_version,
        made=made,
        cluster=cluster,
        run=run,
        node=bundle.node,
        files=tuple(bundle.files),
        unknown=tuple(bundle.unknown),
    )


def asked_about(inventory: Inventory, node: Node) -> frozenset[NodeId]:
    """Whose views are asked: the node's own services', the masters' and the leaders'."""
    return frozenset({node.id, CLUSTER, *(master.id for master in inventory.masters)})


async def _own_words(bundle: Bundle, eyes: Eyes, node: Node) -> None:
    """All commands in one session."""
    try:
        answers: Mapping[str, Answer] = await eyes.shell.ask(node, QUESTIONS)
    except DcosUpgradeError as error:
        bundle.silent = True
        reason = f"{error.what} ({error.evidence})" if error.evidence else error.what
        for name in QUESTIONS:
            bundle.miss(name, reason)
        return
    for name, command in QUESTIONS.items():
        answer = answers.get(name)
        if answer is None:
            bundle.miss(name, "the session ended before this command")
        elif answer.status != 0 and not answer.body.strip():
            bundle.miss(name, f"the command ended with {answer.status} and printed nothing")
        else:
            bundle.put(name, answer.body, source=command.text, status=answer.status)


async def _views(bundle: Bundle, eyes: Eyes, node: Node) -> None:
    """How the node's services and the masters see it."""
    snapshot = await capture(
        inventory=eyes.inventory,
        probes=VIEWS,
        shell=eyes.shell,
        api=eyes.api,
        words=eyes.words,
        evidence=PassingEvidence(),
        clock=eyes.clock,
        subjects=asked_about(eyes.inventory, node),
    )
    for (probe, subject), observed in sorted(snapshot.facts.items()):
        if observed.value is None:
            bundle.miss(f"{probe} of {subject}", observed.unknown)
            continue
        view = {"probe": probe, "subject": subject, "time": observed.time, "value": _of_node(observed, node)}
        body = msgspec.json.format(msgspec.json.encode(view, order="sorted"), indent=1)
        source = observed.evidence.source if observed.evidence else probe
        bundle.put(f"views/{probe}-{_NOT_PLAIN.sub('_', subject)}.json", body, source=source)


def _of_node(observed: Observed[object], node: Node) -> object:
    """Of long lists only what concerns this node; the rest as it is."""
    match observed.value:
        case MesosSlaves() as listed:
            found = [agent for agent in listed.slaves if agent.address == node.address]
            remembered = [agent for agent in listed.recovered_slaves or () if agent.address == node.address]
            return {"at_this_address": found, "remembered_there": remembered, "agents": len(listed.slaves)}
        case MesosState() as state:
            ids = {agent.id for agent in state.slaves if agent.address == node.address}
            tasks = [task for task in (*state.tasks(), *state.unreachable()) if task.agent in ids]
            return {"agent_ids": sorted(ids), "leader": state.leader, "tasks": tasks[:MOST_TASKS], "count": len(tasks)}
        case value:
            return value


def _advice(bundle: Bundle, advice: Advice) -> None:
    body = msgspec.json.format(msgspec.json.encode(advice), indent=1)
    bundle.put("recovery.json", body, source=f"dcos-upgrade recover {bundle.node.id}")


def _is_of(event: journal.Event, node: str) -> bool:
    of_node = getattr(event, "node", None) == node or node in getattr(event, "masters", ())
    return of_node or isinstance(event, OF_THE_WHOLE_RUN)
