"""Whether every node lets us in as root, and where not, why and what mends it. Touches nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import DcosUpgradeError, ExitCode, Refused, Unreadable
from dcos_upgrade.core.probe import Command
from dcos_upgrade.ports import Shell

AT_ONCE = 64
WHO = Command(text="id -u")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One node; ``error`` is None where its shell is ours and root's."""

    node: Node
    error: DcosUpgradeError | None = None


def exit_code(visits: Iterable[Visit]) -> ExitCode:
    """BLOCKED where a person has to change something, before UNKNOWN where nobody answers."""
    errors = [visit.error for visit in visits if visit.error is not None]
    if any(isinstance(error, Refused) for error in errors):
        return ExitCode.BLOCKED
    return ExitCode.UNKNOWN if errors else ExitCode.DONE


async def visit_all(nodes: Iterable[Node], shell: Shell) -> tuple[Visit, ...]:
    """Nothing is raised for a node that does not let us in."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def visit(node: Node) -> Visit:
        async with turns:
            return Visit(node=node, error=await _error(node, shell))

    return tuple(await asyncio.gather(*map(visit, nodes)))


async def _error(node: Node, shell: Shell) -> DcosUpgradeError | None:
    try:
        answer = (await shell.ask(node, {"who": WHO})).get("who")
    except DcosUpgradeError as error:
        return error
    said = "" if answer is None else answer.body.decode("utf-8", "replace").strip()
    if said == "0":
        return None
    if not said.isdecimal():
        return Unreadable("the node's shell does not say who it runs as", where=str(node.id), evidence=said[:200])
    return Refused(
        "the node's shell is not root's",
        where=str(node.id),
        evidence=f"id -u answers {said}",
        next_command="in cluster.yaml, ssh: sudo: true   (or a password by reference)",
    )
