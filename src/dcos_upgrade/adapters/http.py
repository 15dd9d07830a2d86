"""GET over HTTP, straight to a node's own port: nothing is followed but the way to its TLS, every answer is bounded."""

from __future__ import annotations

import asyncio
import random
from urllib.parse import urlsplit

from dcos_upgrade.adapters.access import PLAIN
from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import HEADERS, SIZE_LIMIT, Exchange, Request
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.adapters.ways import Dropped, NoConnection
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Service, Via
from dcos_upgrade.ports import Clock

PAUSES = ((0.05, 0.25), (0.2, 0.8))
"""Seconds before the second and the third try, drawn from a range: many nodes are asked at once."""

AWAY = frozenset({502, 503, 504})
"""Admin Router has lost who is behind it: up to 35 s after an election its idea of the leader is an old one."""

SMALL = 64 * 1024 * 1024
LIMITS = {Service.EXHIBITOR: SMALL, Service.MESOS_AGENT: SMALL}
"""Bytes; what a single machine says of itself is never as large as what Mesos' leader or a Marathon says of all."""

TO_TLS = frozenset({301, 302, 307, 308})


class HttpApi:
    """Implements ports.Api; TLS is always verified. Times are in seconds. Close it when done."""

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        signed: Signed | None = None,
        connect_timeout: float = 10.0,
        total_timeout: float = 15.0,
        size_limit: int = SIZE_LIMIT,
        clock: Clock | None = None,
    ) -> None:
        self._endpoints = endpoints
        self._clock = clock or SystemClock()
        self._signed = signed or Signed(
            Exchange(PLAIN, connect_timeout=connect_timeout, total_timeout=total_timeout, clock=clock), endpoints
        )
        self._size_limit = size_limit

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        url = self._endpoints.url(node, service) + path
        via = self._endpoints.via(service)
        limit = min(self._size_limit, LIMITS.get(service, self._size_limit))
        answer = await self._asked(Request(url=url, node=node, service=service, via=via, limit=limit))
        location = answer.headers.get("location", "")
        if answer.status in TO_TLS and _is_its_tls(url, location):
            secure = Request(url=location, node=node, service=service, via=via, limit=limit)
            return await self._asked(secure)
        return answer

    async def get_url(self, url: str) -> Answer:
        return await self._asked(Request(url=url, limit=self._size_limit))

    async def close(self) -> None:
        await self._signed.close()

    async def _asked(self, request: Request) -> Answer:
        """Asked again while nothing was said, and as long as there is time for it."""
        try:
            async with asyncio.timeout(self._signed.seconds):
                return await self._tried(request)
        except TimeoutError as error:
            reason = f"no answer within {self._signed.seconds:g} s"
            raise Unreachable("no answer over HTTP", where=request.url, evidence=reason) from error

    async def _tried(self, request: Request) -> Answer:
        for pause in PAUSES:
            try:
                answer = await self._signed.send(request)
                if request.via is not Via.ADMINROUTER or answer.status not in AWAY:
                    return answer
            except Dropped as error:
                if isinstance(error, NoConnection) and pause is not PAUSES[0]:
                    raise
            await self._clock.sleep(random.uniform(*pause))
        return await self._signed.send(request)


def _is_its_tls(url: str, location: str) -> bool:
    """Where a port for plain HTTP only says that the same is to be had over TLS, from the same host."""
    try:
        plain, secure = urlsplit(url), urlsplit(location)
        return (
            (plain.scheme, secure.scheme) == ("http", "https")
            and plain.hostname == secure.hostname
            and (plain.path, plain.query) == (secure.path, secure.query)
            and secure.username is None
        )
    except ValueError:
        return False


__all__ = ["HEADERS", "SIZE_LIMIT", "HttpApi"]
