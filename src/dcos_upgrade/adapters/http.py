"""GET over HTTP, straight to a node's own port: no redirects followed, no proxy, no cache, every answer bounded."""

from __future__ import annotations

import random

import aiohttp

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.ports import Clock

SIZE_LIMIT = 1024 * 1024 * 1024
"""A /state of 10,000 agents and 300,000 tasks has 584 MB."""

HEADERS = {"Accept": "application/json", "Cache-Control": "no-cache"}


class HttpApi:
    """Implements ports.Api; TLS is always verified. Times are in seconds. Close it when done."""

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        connect_timeout: float = 10.0,
        total_timeout: float = 15.0,
        size_limit: int = SIZE_LIMIT,
        clock: Clock | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._timeout = aiohttp.ClientTimeout(total=total_timeout, sock_connect=connect_timeout)
        self._size_limit = size_limit
        self._clock = clock or SystemClock()
        self._session: aiohttp.ClientSession | None = None

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        return await self.get_url(self._endpoints.url(node, service) + path)

    async def get_url(self, url: str) -> Answer:
        try:
            return await self._once(url)
        except aiohttp.ClientConnectionError:
            await self._clock.sleep(random.uniform(0.05, 0.25))  # jitter: many nodes are asked at once
        try:
            return await self._once(url)
        except aiohttp.ClientConnectionError as error:
            raise _unreachable(url, str(error) or type(error).__name__) from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _once(self, url: str) -> Answer:
        asked = self._clock.now()
        try:
            async with self._opened().get(url, allow_redirects=False) as response:
                body = await self._body(response)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(body=body, status=response.status, source=url, time=asked, headers=headers)
        except (TimeoutError, aiohttp.ServerTimeoutError) as error:
            raise _unreachable(url, f"no answer within {self._timeout.total:g} s") from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
            raise Unreadable("the answer is truncated or not HTTP", where=url, evidence=str(error)) from error
        except aiohttp.InvalidURL as error:
            raise _unreachable(url, f"not a URL: {error}") from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._size_limit:
                raise Unreadable(f"the answer is larger than {self._size_limit} bytes", where=str(response.url))
        return bytes(body)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout, headers=HEADERS, trust_env=False)
        return self._session


def _unreachable(url: str, reason: str) -> Unreachable:
    return Unreachable("no answer over HTTP", where=url, evidence=reason)
