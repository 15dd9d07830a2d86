"""How often a password may be tried. A wrong one must not lock an account, be it of one node or of a whole directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused

IN_A_ROW = 2
"""Refusals without one success in between after which nobody tries the password any more; most rules lock at 3 or more."""
FRESH_SECONDS = 300.0
"""For so long a success stands for all nodes; after it the next one tries alone again, as passwords are changed."""


@dataclass(slots=True)
class SudoTrial:
    """One password. Nodes try it one after the other until one has let it in, and none that refused it is asked again."""

    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    _proven: float | None = None
    _refused: dict[NodeId, Refused] = field(default_factory=dict)
    _in_a_row: int = 0

    @asynccontextmanager
    async def turn(self, node: NodeId) -> AsyncIterator[None]:
        """Try it inside. Raises what was raised before, when this node or too many refused it."""
        await self._alone.acquire()
        if self._fresh():
            self._alone.release()
            with self._tried(node):
                yield
            return
        try:
            with self._tried(node):
                yield
        finally:
            self._alone.release()

    def _fresh(self) -> bool:
        return self._proven is not None and asyncio.get_running_loop().time() - self._proven < FRESH_SECONDS

    @contextmanager
    def _tried(self, node: NodeId) -> Iterator[None]:
        before = self._refused.get(node)
        if before is None and self._in_a_row >= (1 if self._proven is None else IN_A_ROW):
            before = next(reversed(self._refused.values()))
        if before is not None:
            raise _again(before, node)
        try:
            yield
        except Refused as refused:
            self._refused[node] = refused
            self._in_a_row += 1
            raise
        self._proven, self._in_a_row = asyncio.get_running_loop().time(), 0


def _again(before: Refused, node: NodeId) -> Refused:
    """A new one each time: an error that is raised twice gathers the traces of both."""
    return Refused(
        before.what,
        where=before.where,
        evidence=f"{before.evidence}; so it was not sent to {node}",
        next_command=before.next_command,
    )
