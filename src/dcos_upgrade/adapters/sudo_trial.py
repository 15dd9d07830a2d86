"""How often a password may be tried. A wrong one must not lock an account, be it of one node or of a whole directory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Refused

IN_A_ROW = 2
"""Refusals without one success in between after which nobody tries the password any more; most rules lock at 3 or more."""


@dataclass(slots=True)
class SudoTrial:
    """One password. Nodes try it one after the other until one has let it in, and none that refused it is asked again."""

    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)
    _proven: bool = False
    _refused: dict[NodeId, Refused] = field(default_factory=dict)
    _in_a_row: int = 0

    @asynccontextmanager
    async def turn(self, node: NodeId) -> AsyncIterator[None]:
        """Try it inside. Raises what was raised before, when this node or too many refused it."""
        if self._proven:
            async with self._tried(node):
                yield
            return
        async with self._alone, self._tried(node):
            yield

    @asynccontextmanager
    async def _tried(self, node: NodeId) -> AsyncIterator[None]:
        before = self._refused.get(node)
        if before is None and self._in_a_row >= (IN_A_ROW if self._proven else 1):
            before = next(reversed(self._refused.values()))
        if before is not None:
            raise _again(before, node)
        try:
            yield
        except Refused as refused:
            self._refused[node] = refused
            self._in_a_row += 1
            raise
        self._proven, self._in_a_row = True, 0


def _again(before: Refused, node: NodeId) -> Refused:
    """A new one each time: an error that is raised twice gathers the traces of both."""
    return Refused(
        before.what,
        where=before.where,
        evidence=f"{before.evidence}; so it was not sent to {node}",
        next_command=before.next_command,
    )
