"""Ports that can only look: a GET that changes something is refused, and so is a command that nobody has listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Broken, Refused
from dcos_upgrade.core.probe import Answer, Command, Service
from dcos_upgrade.core.read_only import changes
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.ports import Api, Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOnlyApi:
    """Implements ports.Api over another one. Raises Refused for a GET that changes something; it is not sent."""

    api: Api

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        _refuse_changes(path)
        return await self.api.get(node, service, path)

    async def get_url(self, url: str) -> Answer:
        _refuse_changes(url)
        return await self.api.get_url(url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedShell:
    """Implements ports.Shell over another one. ``listed`` are the commands that may be sent; raises Broken for any other."""

    shell: Shell
    listed: frozenset[str]

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        for command in commands.values():
            if command.text not in self.listed:
                raise Broken(
                    "a command that is not listed was to be sent", where=str(node.id), evidence=command.text[:200]
                )
        return await self.shell.ask(node, commands)


def listed(commands: Iterable[Command]) -> frozenset[str]:
    return frozenset(command.text for command in commands)


def _refuse_changes(url: str) -> None:
    if reason := changes(url):
        raise Refused("this request is not sent: it would change something", where=redact_text(url), evidence=reason)
