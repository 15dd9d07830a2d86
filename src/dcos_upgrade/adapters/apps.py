"""The root Marathon's apps over HTTP, and the addresses at which a test app answers: no redirects, no proxy, everything bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import msgspec

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.http import HEADERS
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.ports import Clock

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
        connect_timeout: float = 10.0,
        total_timeout: float = 15.0,
        clock: Clock | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._masters = sorted(masters, key=lambda master: master.id)
        self._timeout = aiohttp.ClientTimeout(total=total_timeout, sock_connect=connect_timeout)
        self._clock = clock or SystemClock()
        self._session: aiohttp.ClientSession | None = None

    async def read(self, app: str) -> Answer:
        return await self._any("GET", f"/v2/apps{app}")

    async def put(self, app: str, definition: Mapping[str, Any]) -> Answer:
        return await self._any("PUT", f"/v2/apps{app}", msgspec.json.encode(definition))

    async def delete(self, app: str) -> Answer:
        return await self._any("DELETE", f"/v2/apps{app}")

    async def deployments(self) -> Answer:
        return await self._any("GET", "/v2/deployments")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _any(self, method: str, path: str, body: bytes | None = None) -> Answer:
        reasons = []
        for master in self._masters:
            url = f"{self._endpoints.url(master, Service.MARATHON)}{path}"
            try:
                answer = await self._once(method, url, body)
            except (aiohttp.ClientError, TimeoutError) as error:
                reasons.append(f"{master.id}: {error or type(error).__name__}")
                continue
            if is_answer(answer):
                return answer
            reasons.append(f"{master.id}: {answer.status} {answer.body.decode(errors='replace')[:SAID]}")
        raise Unreachable(NO_MARATHON, where=f"{method} {path}", evidence="; ".join(reasons))

    async def _once(self, method: str, url: str, body: bytes | None) -> Answer:
        asked = self._clock.now()
        headers = {"Content-Type": "application/json"} if body is not None else {}
        async with self._opened().request(method, url, data=body, headers=headers, allow_redirects=False) as response:
            said = bytearray()
            async for chunk in response.content.iter_any():
                said += chunk
                if len(said) > SIZE_LIMIT:
                    raise aiohttp.ClientPayloadError(f"the answer is larger than {SIZE_LIMIT} bytes")
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(body=bytes(said), status=response.status, source=url, time=asked, headers=names)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, headers=HEADERS, trust_env=False)
        return self._session


NO_MARATHON = "no Marathon of any master answers"


def is_answer(answer: Answer) -> bool:
    """Whether Marathon has decided something; 5xx is a Marathon without a leader, 3xx a door."""
    return answer.status < 300 or 400 <= answer.status < 500


class HttpTargets:
    """Implements ports.Targets; a new connection for each question, so that a path that is cut is seen."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def answers(self, target: str, *, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                async with self._opened().get(f"http://{target}/", allow_redirects=False) as response:
                    return response.status < 400
        except (aiohttp.ClientError, OSError, ValueError, TimeoutError):
            return False

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(force_close=True, limit=64)
            self._session = aiohttp.ClientSession(connector=connector, headers=HEADERS, trust_env=False)
        return self._session
