"""Holding a master's Marathon back and letting it go, through hold.sh."""

from __future__ import annotations

from importlib import resources

from dcos_upgrade.adapters.nodes import Sessions
from dcos_upgrade.adapters.step_answer import Lines, read_frame, refusal
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreadable

SECONDS = 240.0
"""systemd gives a unit 90 s to stop before it kills it; the script waits 100 s at most for each state."""


class HeldMarathons:
    """Implements ports.HeldServices."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._script = resources.files("dcos_upgrade.adapters").joinpath("hold.sh").read_bytes()

    async def stop_marathon(self, node: Node) -> None:
        lines = await self._tell(node, "stop")
        if (lines.get("state"), lines.get("status")) != (("inactive",), ("0",)):
            raise _not_so("Marathon's unit does not rest after it was stopped", node, lines)

    async def start_marathon(self, node: Node) -> None:
        lines = await self._tell(node, "start")
        if lines.get("state") != ("active",):
            raise _not_so("Marathon's unit is not active after it was started", node, lines)

    async def _tell(self, node: Node, verb: str) -> Lines:
        output = await self._sessions.run(node, self._script, verb, seconds=SECONDS)
        lines = read_frame(output.stdout, node=node.id, cut=output.cut)
        error = refusal(lines, node=node.id)
        if error is not None:
            raise error
        if lines.get("drop_in") != ("no",):
            raise _not_so("a drop-in of Marathon's unit could not be taken away", node, lines)
        return lines


def _not_so(what: str, node: Node, lines: Lines) -> Unreadable:
    evidence = ", ".join(f"{key} {' '.join(values) or 'nothing'}" for key, values in sorted(lines.items()))
    return Unreadable(what, where=str(node.id), evidence=evidence)
