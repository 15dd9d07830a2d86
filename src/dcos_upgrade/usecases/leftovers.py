"""Look at the whole cluster for what this tool has laid down, and hold it against the ledgers of the runs here. Read only."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Inventory, Node, Role
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode
from dcos_upgrade.core.journal import Entry
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.step import StepLook
from dcos_upgrade.engine.audit import Found, KnownRun, Runs, Verdict, marked_app, on_node
from dcos_upgrade.engine.ledger import ledger
from dcos_upgrade.engine.state import fold
from dcos_upgrade.ports import Nodes
from dcos_upgrade.probes.marked_apps import MARKED_APPS
from dcos_upgrade.probes.tool_files import TOOL_FILES, ToolFiles
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.eyes import Eyes
from dcos_upgrade.usecases.passing_evidence import PassingEvidence

PROBES = {probe.id: probe for probe in (TOOL_FILES, MARKED_APPS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Something that could not be looked at."""

    node: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Everything that was found, and everything that could not be looked at."""

    found: tuple[Found, ...]
    unseen: tuple[Unseen, ...]

    def of(self, verdict: Verdict) -> tuple[Found, ...]:
        return tuple(each for each in self.found if each.verdict is verdict)


def known_runs(journals: Iterable[Sequence[Entry]]) -> Runs:
    """The runs of a state directory by their ids."""
    known = (KnownRun(state=fold(entries), items=ledger(entries)) for entries in journals if entries)
    return {run.state.run: run for run in known}


def exit_code(audit: Audit) -> ExitCode:
    """UNKNOWN where something could not be looked at, before FINDINGS where something is not expected."""
    if audit.unseen:
        return ExitCode.UNKNOWN
    return ExitCode.DONE if len(audit.of(Verdict.EXPECTED)) == len(audit.found) else ExitCode.FINDINGS


async def audit(eyes: Eyes, nodes: Nodes, runs: Runs) -> Audit:
    """Nothing is raised for a node that does not answer: what it holds is unknown, by name."""
    snapshot = await capture(
        inventory=eyes.inventory,
        probes=PROBES,
        shell=eyes.shell,
        api=eyes.api,
        words=eyes.words,
        evidence=PassingEvidence(),
        clock=eyes.clock,
    )
    looks = await _looks(eyes.inventory, snapshot, nodes)
    return judged(eyes.inventory, snapshot, looks, runs)


Looks = Mapping[tuple[str, str], StepLook | str]
"""By node and target; a reason where there is no look."""


def judged(inventory: Inventory, snapshot: Snapshot, looks: Looks, runs: Runs) -> Audit:
    """The verdicts of what was seen."""
    found: list[Found] = []
    unseen: list[Unseen] = []
    for node in inventory.nodes:
        fact = snapshot.fact(TOOL_FILES, node.id)
        if fact.value is None:
            unseen.append(Unseen(node=node.id, what=TOOL_FILES.id, reason=fact.unknown))
            continue
        seen = {
            target: look for target in fact.value.targets if isinstance(look := looks.get((node.id, target)), StepLook)
        }
        found += on_node(node, fact.value, seen, runs)
        unseen += _unseen(node, fact.value, looks)
    apps = _marked(inventory, snapshot)
    if isinstance(apps, str):
        unseen.append(Unseen(node="cluster", what=MARKED_APPS.id, reason=apps))
    else:
        found += (marked_app(app, run, runs) for app, run in sorted(apps.items()))
    return Audit(found=tuple(found), unseen=tuple(unseen))


def _unseen(node: Node, files: ToolFiles, looks: Looks) -> Iterable[Unseen]:
    for target in files.targets:
        look = looks.get((node.id, target), "nothing was asked")
        if isinstance(look, str):
            yield Unseen(node=node.id, what=f"the step to {target}", reason=look)
    if not files.marathon and node.role is Role.MASTER:
        yield Unseen(node=node.id, what="dcos-marathon.service", reason="systemd does not say")


def _marked(inventory: Inventory, snapshot: Snapshot) -> Mapping[str, str] | str:
    """As the first master that answers says: each of them asks the leader. A reason when none does."""
    reasons = []
    for master in inventory.masters:
        fact = snapshot.fact(MARKED_APPS, master.id)
        if fact.value is not None:
            return fact.value.apps
        reasons.append(fact.unknown)
    return "; ".join(dict.fromkeys(reasons)) or "the inventory has no master"


async def _looks(inventory: Inventory, snapshot: Snapshot, nodes: Nodes) -> Looks:
    """The node's own word on each step that lies on it: only it knows whether a job lives."""
    pairs = [
        (node, target)
        for node in inventory.nodes
        if (files := snapshot.fact(TOOL_FILES, node.id).value) is not None
        for target in files.targets
    ]
    turns = asyncio.Semaphore(50)

    async def look(node: Node, target: str) -> StepLook | str:
        async with turns:
            try:
                return await nodes.observe_step(node, target)
            except DcosUpgradeError as error:
                return error.what

    answers = await asyncio.gather(*(look(node, target) for node, target in pairs))
    return {(node.id, target): answer for (node, target), answer in zip(pairs, answers, strict=True)}
