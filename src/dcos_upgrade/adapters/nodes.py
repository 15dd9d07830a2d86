"""The executor is the node: telling it to begin, look, retire, and whose cluster it is, all through step.sh."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import Protocol

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.ssh import Output
from dcos_upgrade.adapters.step_answer import Lines, read_frame, read_look, refusal
from dcos_upgrade.core.cluster import Inventory, Node
from dcos_upgrade.core.error import Owned, Refused, Unreadable
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.core.step import StepLook, StepOrder
from dcos_upgrade.ports import Clock

OWNER_FILE = "/var/lib/dcos-upgrade/owner"

START_SECONDS = 150.0
"""The node may take 70 s to fetch the script, and an old sync(1) writes everything that is not yet on disk."""
LOOK_SECONDS = 60.0


class Sessions(Protocol):
    """What feeds a script to a node; ssh.SshSessions does."""

    async def run(self, node: Node, script: bytes, *arguments: str, seconds: float) -> Output: ...


class StepNodes:
    """Implements ports.Nodes and ports.Owners."""

    def __init__(self, sessions: Sessions, inventory: Inventory, *, clock: Clock | None = None) -> None:
        self._sessions = sessions
        self._inventory = inventory
        self._clock = clock or SystemClock()
        self._script = resources.files("dcos_upgrade.adapters").joinpath("step.sh").read_bytes()

    async def start_step(self, order: StepOrder) -> StepLook:
        node = self._inventory.node(order.node)
        if node is None:
            raise Refused(f"there is no node {order.node} in the inventory")
        asked = self._clock.now()
        lines = await self._tell(node, "start", *_arguments(order), seconds=START_SECONDS)
        _raise_refusal(lines, node, order)
        return _without_secrets(read_look(lines, node=node.id, time=asked))

    async def observe_step(self, node: Node, target: str) -> StepLook:
        asked = self._clock.now()
        lines = await self._tell(node, "look", target)
        _raise_refusal(lines, node)
        return _without_secrets(read_look(lines, node=node.id, time=asked))

    async def cancel_step(self, node: Node, target: str, run: str, attempt: int) -> bool:
        lines = await self._tell(node, "cancel", target, run, str(attempt))
        _raise_refusal(lines, node)
        if lines.get("cancelled") not in {("yes",), ("no",)}:
            raise _unreadable(node, lines)
        return lines["cancelled"] == ("yes",)

    async def retire_step(self, node: Node, target: str, attempt: int) -> None:
        lines = await self._tell(node, "retire", target, str(attempt))
        _raise_refusal(lines, node)
        if lines.get("retired") != (str(attempt),):
            raise _unreadable(node, lines)

    async def claim(self, master: Node, *, cluster: str, run: str, epoch: int) -> None:
        lines = await self._tell(master, "claim", cluster, run, str(epoch))
        _raise_refusal(lines, master)
        if lines.get("claimed") == ("no",):
            raise _owned(master, lines)
        if lines.get("claimed") != ("yes",):
            raise _unreadable(master, lines)

    async def release(self, master: Node, *, run: str) -> None:
        lines = await self._tell(master, "release", run)
        _raise_refusal(lines, master)
        if lines.get("released") not in {("yes",), ("no",)}:
            raise _unreadable(master, lines)

    async def _tell(self, node: Node, verb: str, *arguments: str, seconds: float = LOOK_SECONDS) -> Lines:
        output = await self._sessions.run(node, self._script, verb, *arguments, seconds=seconds)
        return read_frame(output.stdout, node=node.id, cut=output.cut)


def _arguments(order: StepOrder) -> tuple[str, ...]:
    return (
        order.target,
        order.run,
        str(order.epoch),
        str(order.attempt),
        order.source,
        order.script_url,
        order.script_sha256,
    )


def _raise_refusal(lines: Lines, node: Node, order: StepOrder | None = None) -> None:
    error = refusal(lines, node=node.id, order=order)
    if error is not None:
        raise error


def _without_secrets(look: StepLook) -> StepLook:
    """The log may hold what the vendor's script printed of its own configuration."""
    return replace(look, log_tail=redact_text(look.log_tail))


def _owned(master: Node, lines: Lines) -> Owned:
    run, epoch, cluster = (_first(lines, f"owner_{key}") for key in ("run", "epoch", "cluster"))
    if not run or not epoch:
        return Owned(
            "the owner file on a master cannot be read",
            where=f"{master.id}:{OWNER_FILE}",
            evidence="it does not name a run",
            next_command=f"ssh {master.address} sudo cat {OWNER_FILE}",
        )
    return Owned(
        f"the run {run} (epoch {epoch}) has this cluster",
        where=f"{master.id}:{OWNER_FILE}",
        evidence=f"cluster {cluster}, run {run}, epoch {epoch}",
        next_command="dcos-upgrade status   (from the state directory of that run)",
    )


def _first(lines: Lines, key: str) -> str:
    return next(iter(lines.get(key, ())), "")


def _unreadable(node: Node, lines: Lines) -> Unreadable:
    return Unreadable("the node answers something else", where=str(node.id), evidence=str(dict(lines)))
