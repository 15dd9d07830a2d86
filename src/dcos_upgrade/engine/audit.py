"""What lies on a cluster against the ledgers of the runs that are known: expected, left over, or not known whose.

Pure. A thing of a run that is open is expected; of one that is over, left over; of one that no journal here holds, unknown: it may be
alive in somebody else's state directory, so nothing but a look is named as its next command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.step import NodeState, StepLook
from dcos_upgrade.engine.ledger import MARATHON_UNIT, OWNER_FILE, Item, Kind, still_there
from dcos_upgrade.engine.state import NodeProgress, Phase, RunState
from dcos_upgrade.probes.tool_files import DROP_IN, ROOT, ToolFiles

SWAP = "swap"
PARTIAL_FILE = "partial-file"
STATE_DIRECTORY = "state-directory"
OTHER_FILE = "other-file"
UNIT_DROP_IN = "drop-in"

_OWN_STATE = re.compile(r"journal\.db.*|run\.lock|cluster-file|evidence/.*|report-.*|bundle-.*")
_PARTIAL = re.compile(r"owner\.\d+|target/[^/]+/(begun-by\.\d+|fetched\.\d+|cancelled\.\d+|pid\.new|exit\.new)")
_STEP = re.compile(r"target/[^/]+/(begun|pid|exit|log|script)(\.\d+)?")


class Verdict(StrEnum):
    EXPECTED = "expected"
    LEFTOVER = "leftover"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that lies there. ``run`` is empty where nothing says whose it is; ``next`` removes or explains it."""

    node: str
    kind: str
    what: str
    verdict: Verdict
    run: str = ""
    why: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRun:
    """A run of this state directory."""

    state: RunState
    items: tuple[Item, ...]

    @property
    def open(self) -> bool:
        return self.state.outcome is None

    def lays(self, kind: Kind, where: str, what: str) -> bool:
        """Whether the ledger says that this thing of this run lies there."""
        return any((item.kind, item.where, item.what) == (kind, where, what) for item in still_there(self.items))

    def progress(self, node: str, target: str) -> NodeProgress | None:
        """Of the step to this release, if the run told the node to begin it."""
        for hop, bound in self.state.bound.items():
            if bound.target == target and (hop, node) in self.state.nodes:
                return self.state.node(hop, node)
        return None


Runs = Mapping[str, KnownRun]


def on_node(node: Node, files: ToolFiles, looks: Mapping[str, StepLook], runs: Runs) -> Iterator[Found]:
    """Everything on one node. ``looks`` by target; a target without a look is left to the caller to call unknown."""
    alive = any(look.alive for look in looks.values())
    if files.owner is not None:
        yield owner_file(node, files.owner.get("run", ""), runs)
    for target, look in sorted(looks.items()):
        yield step_files(node, target, look, runs)
    yield from _files(node, files, alive)
    if files.drop_in:
        yield _drop_in(node, runs)
    if files.swap or not files.active:
        yield _swap(node, files, looks, alive)
    elif node.role is Role.MASTER and files.marathon not in {"active", "not-found", ""}:
        yield _marathon(node, files.marathon, alive, runs)


def owner_file(node: Node, run: str, runs: Runs) -> Found:
    known = runs.get(run)
    found = Found(node=node.id, kind=Kind.OWNER_FILE, what=OWNER_FILE, verdict=Verdict.EXPECTED, run=run)
    if known is None:
        return _as(
            found,
            Verdict.UNKNOWN,
            "no journal here holds this run; it may be alive elsewhere" if run else "it names no run",
            f"ssh {node.address} sudo cat {OWNER_FILE}; then docs/how-to/go-on-after-a-lost-journal.md",
        )
    if known.open:
        return _as(found, Verdict.EXPECTED, "the run is not over")
    remove = f"ssh {node.address} sudo rm {OWNER_FILE}"
    return _as(found, Verdict.LEFTOVER, f"the run is over: {known.state.outcome}", remove)


def step_files(node: Node, target: str, look: StepLook, runs: Runs) -> Found:
    """The files of a step are kept on purpose; a step that was begun and whose end nobody knows is not."""
    run = look.begun.run if look.begun else ""
    found = Found(node=node.id, kind=Kind.STEP_FILES, what=f"{ROOT}/target/{target}", verdict=Verdict.EXPECTED, run=run)
    known = runs.get(run)
    if look.begun is None:
        return _as(found, Verdict.EXPECTED, "only marks of attempts that were set aside")
    if look.alive:
        return _alive(found, node, known)
    if look.exit is not None:
        return _as(found, Verdict.EXPECTED, f"ended with {look.exit}; kept, so that no late order starts it again")
    progress = known.progress(node.id, target) if known else None
    if progress is not None and _got_there(progress):
        return _as(found, Verdict.EXPECTED, "it has no exit status, and the run found the node at its target")
    return _as(found, Verdict.LEFTOVER, "begun, without an exit status and without a live job", recover(node))


def _alive(found: Found, node: Node, known: KnownRun | None) -> Found:
    if known is not None and known.open:
        return _as(found, Verdict.EXPECTED, "its job runs")
    after = f"wait until its job has ended, then: {recover(node)}"
    return _as(found, Verdict.UNKNOWN, "a job runs that no open run here has begun", after)


def _got_there(progress: NodeProgress) -> bool:
    return progress.phase is Phase.VERIFIED or (
        progress.phase is Phase.SETTLED and progress.node_state == NodeState.NEW
    )


def _files(node: Node, files: ToolFiles, alive: bool) -> Iterator[Found]:
    """Files that are neither the owner's nor a step's. A state directory is one thing, however many files it has."""
    own = [path for path in files.files if _OWN_STATE.fullmatch(path)]
    if own:
        found = Found(node=node.id, kind=STATE_DIRECTORY, what=ROOT, verdict=Verdict.EXPECTED)
        yield _as(found, Verdict.EXPECTED, "the tool's own state directory is on this machine")
    for path in files.files:
        if path in {"owner", "owner.lock"} or _STEP.fullmatch(path) or _OWN_STATE.fullmatch(path):
            continue
        yield _stray(node, path, alive)


def _stray(node: Node, path: str, alive: bool) -> Found:
    what = f"{ROOT}/{path}"
    if not _PARTIAL.fullmatch(path):
        found = Found(node=node.id, kind=OTHER_FILE, what=what, verdict=Verdict.UNKNOWN)
        return _as(found, Verdict.UNKNOWN, "not a file of this version", f"ssh {node.address} sudo ls -l {ROOT}")
    found = Found(node=node.id, kind=PARTIAL_FILE, what=what, verdict=Verdict.EXPECTED)
    if alive:
        return _as(found, Verdict.EXPECTED, "a job runs here")
    return _as(found, Verdict.LEFTOVER, "a write that was cut short", f"ssh {node.address} sudo rm {what}")


def _swap(node: Node, files: ToolFiles, looks: Mapping[str, StepLook], alive: bool) -> Found:
    """One item: which of the names are there only matters to the recovery, and that looks for itself."""
    what = ", ".join((*files.swap, *(() if files.active else ("no /opt/mesosphere/active",))))
    run = next((look.begun.run for look in looks.values() if look.begun and look.in_doubt), "")
    found = Found(node=node.id, kind=SWAP, what=what, verdict=Verdict.EXPECTED, run=run)
    if alive:
        return _as(found, Verdict.EXPECTED, "a swap is under way")
    return _as(found, Verdict.LEFTOVER, "a swap was broken off, or never begun after it was staged", recover(node))


def _holder(node: Node, runs: Runs) -> str:
    """The run whose ledger says that it holds this master's Marathon back."""
    return next((run for run, known in runs.items() if known.lays(Kind.HELD_MARATHON, node.id, MARATHON_UNIT)), "")


def _drop_in(node: Node, runs: Runs) -> Found:
    holder = _holder(node, runs)
    found = Found(node=node.id, kind=UNIT_DROP_IN, what=DROP_IN, verdict=Verdict.EXPECTED, run=holder)
    if holder and runs[holder].open:
        return _as(found, Verdict.EXPECTED, "its Marathon is being held back or let go")
    remove = f"ssh {node.address} 'sudo rm {DROP_IN} && sudo systemctl daemon-reload'"
    return _as(found, Verdict.LEFTOVER, "with it, Marathon does not start", remove)


def _marathon(node: Node, state: str, alive: bool, runs: Runs) -> Found:
    found = Found(node=node.id, kind=Kind.HELD_MARATHON, what=f"{MARATHON_UNIT} is {state}", verdict=Verdict.EXPECTED)
    holder = _holder(node, runs)
    if holder and runs[holder].open:
        return _as(found, Verdict.EXPECTED, "held back until this master's own step", run=holder)
    if alive:
        return _as(found, Verdict.EXPECTED, "this master's own step is under way")
    if state != "inactive" and not holder:
        return _as(found, Verdict.UNKNOWN, "nobody stopped it", f"ssh {node.address} systemctl status {MARATHON_UNIT}")
    why = "a run that is over has stopped it" if holder else "somebody has stopped it, no open run has"
    return _as(found, Verdict.LEFTOVER, why, f"ssh {node.address} sudo systemctl start {MARATHON_UNIT}", run=holder)


def marked_app(app: str, run: str, runs: Runs) -> Found:
    """An app in Marathon with this tool's label."""
    found = Found(node="cluster", kind=Kind.TEST_APP, what=app, verdict=Verdict.EXPECTED, run=run)
    known = runs.get(run)
    if known is None:
        show = f"dcos marathon app show {app}"
        return _as(found, Verdict.UNKNOWN, "no journal here holds this run; it may be alive elsewhere", show)
    if known.open and known.lays(Kind.TEST_APP, "cluster", app):
        return _as(found, Verdict.EXPECTED, "the run is not over")
    return _as(found, Verdict.LEFTOVER, "no open run needs it", f"dcos marathon app remove {app}")


def recover(node: Node) -> str:
    return f"dcos-upgrade recover {node.id}"


def _as(found: Found, verdict: Verdict, why: str, then: str = "", *, run: str = "") -> Found:
    return Found(
        node=found.node,
        kind=found.kind,
        what=found.what,
        verdict=verdict,
        run=run or found.run,
        why=why,
        next=then,
    )
