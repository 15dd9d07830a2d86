"""Marathon's apps of a lab in memory, by any master that answers, and what a test app's tasks answer at their ports."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.lab.memory.faces import MemoryApi
from dcos_upgrade.lab.memory.nodes import Witness


class MemoryApps:
    """Implements ports.Apps. ``witness`` is called before and after what changes something."""

    def __init__(self, api: MemoryApi, masters: Sequence[Node], *, witness: Witness = lambda: None) -> None:
        self._api = api
        self._masters = sorted(masters, key=lambda master: master.id)
        self._witness = witness

    async def read(self, app: str) -> Answer:
        return await self._any("GET", f"/v2/apps{app}")

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        return await self._changed("PUT", app, msgspec.json.encode(definition))

    async def delete(self, app: str) -> Answer:
        return await self._changed("DELETE", app)

    async def deployments(self) -> Answer:
        return await self._any("GET", "/v2/deployments")

    async def _changed(self, method: str, app: str, body: bytes = b"") -> Answer:
        self._witness()
        answer = await self._any(method, f"/v2/apps{app}", body)
        self._witness()
        return answer

    async def _any(self, method: str, path: str, body: bytes = b"") -> Answer:
        reasons = []
        for master in self._masters:
            try:
                answer = await self._api.send(method, master, Service.MARATHON, path, body=body)
            except (Unreachable, Unreadable) as error:
                reasons.append(f"{master.id}: {error.evidence or error.what}")
                continue
            if answer.status < 300 or 400 <= answer.status < 500:
                return answer
            reasons.append(f"{master.id}: {answer.status} {answer.body.decode(errors='replace')}")
        where = f"{method} {path}"
        raise Unreachable("no Marathon of any master answers", where=where, evidence="; ".join(reasons))


class MemoryTargets:
    """Implements ports.Targets."""

    def __init__(self, api: MemoryApi) -> None:
        self._api = api

    async def answers(self, target: str, *, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                answer = await self._api.get_url(f"http://{target}/")
        except (Unreachable, TimeoutError):
            return False
        return answer.status is not None and answer.status < 400
