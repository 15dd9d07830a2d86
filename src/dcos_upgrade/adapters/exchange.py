"""One request and its one answer, over the way that leads to the node: bounded in time and size, never redirected."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp

from dcos_upgrade.adapters import tls
from dcos_upgrade.adapters.access import PLAIN, Access
from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.proxies import Proxy, proxy_of
from dcos_upgrade.adapters.ways import Dropped, NoConnection, Way, Ways
from dcos_upgrade.core.cluster import Inventory, Node
from dcos_upgrade.core.error import Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service, Via
from dcos_upgrade.ports import Clock

if TYPE_CHECKING:
    from dcos_upgrade.adapters.carrying import CarryingConnector

HEADERS = {"Accept": "application/json", "Cache-Control": "no-cache"}
SIZE_LIMIT = 1024 * 1024 * 1024
"""Bytes of an answer as it is unpacked. A /state of 10,000 agents and 300,000 tasks has 584 MB."""

EXHIBITOR_TLS = "from 2.0 on Exhibitor may want TLS and a certificate, endpoints.exhibitor and exhibitor_tls: "

NOBODY = Inventory(cluster="", nodes=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``node`` and ``service`` where the URL is a service's own; ``via`` where somebody passes it on."""

    url: str
    method: str = "GET"
    node: Node | None = None
    service: Service | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    limit: int = SIZE_LIMIT
    via: Via = Via.ITSELF


class Exchange:
    """Sends requests. Times are in seconds. TLS is always verified. Close it when done."""

    def __init__(
        self,
        access: Access = PLAIN,
        *,
        inventory: Inventory = NOBODY,
        ways: Ways | None = None,
        connect_timeout: float = 10.0,
        total_timeout: float = 15.0,
        clock: Clock | None = None,
    ) -> None:
        self._access = access
        self._inventory = inventory
        self.ways = ways or Ways()
        self._contexts = tls.Contexts(access)
        self._timeout = aiohttp.ClientTimeout(total=total_timeout, sock_connect=connect_timeout)
        self._clock = clock or SystemClock()
        self._sessions: dict[Way, aiohttp.ClientSession] = {}
        self._carrying: CarryingConnector | None = None

    @property
    def seconds(self) -> float:
        """What one answer may take as a whole."""
        return self._timeout.total or 0.0

    async def send(self, request: Request) -> Answer:
        """Raises Dropped where nothing was said, Unreachable where it took too long, Unreadable for what is no whole answer,
        Refused where TLS or SSH want something changed."""

        async def attempt(way: Way) -> Answer:
            return await self._once(way, request)

        return await self.ways.over(self._own_port(request), attempt)

    async def close(self) -> None:
        if self._carrying is not None:
            await self._carrying.aclose()
        for session in self._sessions.values():
            await session.close()

    def _own_port(self, request: Request) -> Node | None:
        """Only what lies at the node's own address is carried: any other URL leads somewhere that SSH does not know."""
        host = urlsplit(request.url).hostname or ""
        node = self._inventory.at(host)
        return node if request.node is None or node == request.node else None

    async def _once(self, way: Way, request: Request) -> Answer:
        url = request.url
        proxy = proxy_of(url, self._access.proxy) if way is Way.DIRECT else None
        asked = self._clock.now()
        try:
            async with self._opened(way).request(
                request.method,
                url,
                data=request.body,
                headers=request.headers,
                allow_redirects=False,
                ssl=self._contexts.of(request.service) if url.startswith("https:") else True,
                proxy=proxy.url if proxy else None,
                proxy_headers=proxy.headers if proxy else None,
            ) as response:
                body = await self._body(response, request.limit)
                headers = {name.lower(): value for name, value in response.headers.items()}
                via = _via(request, way, proxy)
                return Answer(body=body, status=response.status, source=url, time=asked, headers=headers, via=via)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._in_words(error, request) from error

    def _in_words(self, error: BaseException, request: Request) -> Exception:
        url = request.url
        refused = tls.refusal(error, url)
        said = str(error) or type(error).__name__
        connected = not isinstance(error, aiohttp.ClientConnectorError | TimeoutError)
        if connected and request.service is Service.EXHIBITOR and request.service not in self._access.client:
            said = EXHIBITOR_TLS + said
        if refused is not None:
            return refused
        match error:
            case aiohttp.ConnectionTimeoutError():
                return NoConnection("no answer over HTTP", where=url, evidence=said, silent=True)
            case aiohttp.ClientConnectorError(os_error=os_error):
                silent = not isinstance(os_error, ConnectionRefusedError)
                return NoConnection("no answer over HTTP", where=url, evidence=said, silent=silent)
            case TimeoutError():
                return _unreachable(url, f"no answer within {self.seconds:g} s")
            case aiohttp.ClientHttpProxyError():
                return _unreachable(url, f"the proxy says {error.status} {error.message}")
            case aiohttp.ClientPayloadError() | aiohttp.ClientResponseError():
                return Unreadable("the answer is truncated or not HTTP", where=url, evidence=said)
            case aiohttp.ClientConnectionError() | OSError():
                return Dropped("no answer over HTTP", where=url, evidence=said)
            case _:
                return _unreachable(url, f"not a URL: {said}")

    async def _body(self, response: aiohttp.ClientResponse, limit: int) -> bytes:
        """What was unpacked is counted; nobody's word on how much there will be.

        The buffer gives its bytes away without a copy, which would be as large as the answer.
        """
        body = io.BytesIO()
        async for chunk in response.content.iter_any():
            body.write(chunk)
            if body.tell() > limit:
                response.close()
                raise Unreadable(f"the answer is larger than {limit} bytes", where=str(response.url))
        return body.getvalue()

    def _opened(self, way: Way) -> aiohttp.ClientSession:
        if way not in self._sessions:
            connector: aiohttp.BaseConnector | None = None
            if way is Way.CARRIED:
                from dcos_upgrade.adapters.carrying import CarryingConnector  # late: services alone need no SSH

                connector = self._carrying = CarryingConnector(self.ways, self._inventory)
            self._sessions[way] = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                headers=HEADERS,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._sessions[way]


def _via(request: Request, way: Way, proxy: Proxy | None) -> Via:
    """A proxy that only passes TLS on can neither answer nor remember; one that passes HTTP on can do both."""
    if request.via is not Via.ITSELF:
        return request.via
    if way is Way.CARRIED:
        return Via.SSH
    return Via.PROXY if proxy is not None and not request.url.startswith("https:") else Via.ITSELF


def _unreachable(url: str, reason: str) -> Unreachable:
    return Unreachable("no answer over HTTP", where=url, evidence=reason)
