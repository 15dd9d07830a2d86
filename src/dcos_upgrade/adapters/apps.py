"""The root Marathon's apps over HTTP, and the addresses at which a test app answers: no redirects, no proxy, everything bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import msgspec

from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import HEADERS, Exchange, Request
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import DcosUpgradeError, Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes; an app with a thousand tasks has about one MB."""

SAID = 300
"""Characters of an answer that are kept as a reason."""


class HttpApps:
    """Implements ports.Apps. What any master says below 300 or from 400 to 499 is the answer; all else asks the next master."""

    def __init__(
        self,
        endpoints: Endpoints,
        masters: Sequence[Node],
        *,
        signed: Signed | None = None,
        connect_timeout: float = 10.0,
        total_timeout: float = 15.0,
    ) -> None:
        self._endpoints = endpoints
        self._masters = sorted(masters, key=lambda master: master.id)
        exchange = Exchange(connect_timeout=connect_timeout, total_timeout=total_timeout)
        self._signed = signed or Signed(exchange, endpoints)

    async def read(self, app: str) -> Answer:
        return await self._any("GET", f"/v2/apps{app}")

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        return await self._any("PUT", f"/v2/apps{app}", msgspec.json.encode(definition))

    async def delete(self, app: str) -> Answer:
        return await self._any("DELETE", f"/v2/apps{app}")

    async def deployments(self) -> Answer:
        return await self._any("GET", "/v2/deployments")

    async def close(self) -> None:
        await self._signed.close()

    async def _any(self, method: str, path: str, body: bytes | None = None) -> Answer:
        reasons = []
        for master in self._masters:
            try:
                answer = await self._signed.send(self._request(master, method, path, body))
            except (Unreachable, Unreadable) as error:
                reasons.append(f"{master.id}: {error.what} ({error.evidence})")
                continue
            if is_answer(answer):
                return answer
            reasons.append(f"{master.id}: {answer.status} {answer.body.decode(errors='replace')[:SAID]}")
        raise Unreachable(NO_MARATHON, where=f"{method} {path}", evidence="; ".join(reasons))

    def _request(self, master: Node, method: str, path: str, body: bytes | None) -> Request:
        return Request(
            url=f"{self._endpoints.url(master, Service.MARATHON)}{path}",
            method=method,
            node=master,
            service=Service.MARATHON,
            headers={"Content-Type": "application/json"} if body is not None else {},
            body=body,
            limit=SIZE_LIMIT,
            via=self._endpoints.via(Service.MARATHON),
        )


NO_MARATHON = "no Marathon of any master answers"


def is_answer(answer: Answer) -> bool:
    """Whether Marathon has decided something; 5xx is a Marathon without a leader, 3xx a door."""
    return answer.status < 300 or 400 <= answer.status < 500


class HttpTargets:
    """Implements ports.Targets; a new connection for each question, so that a path that is cut is seen.

    ``carried``: where nothing but SSH leads to the nodes. Where something may, a way round would only hide that the path is cut.
    """

    def __init__(self, carried: Exchange | None = None) -> None:
        self._carried = carried
        self._session: aiohttp.ClientSession | None = None

    async def answers(self, target: str, *, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                if self._carried is not None:
                    asking = Request(url=f"http://{target}/", headers={"Connection": "close"}, limit=SIZE_LIMIT)
                    return (await self._carried.send(asking)).status < 400
                async with self._opened().get(f"http://{target}/", allow_redirects=False) as response:
                    return response.status < 400
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError, DcosUpgradeError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True, limit=64)
            self._session = aiohttp.ClientSession(connector=connector, headers=HEADERS, trust_env=False)
        return self._session
