"""Requests with the cluster's token where one belongs: to the services of cluster.yaml, over TLS, and to nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange, Request
from dcos_upgrade.adapters.login import Login
from dcos_upgrade.adapters.login_token import Token
from dcos_upgrade.adapters.ways import Ways
from dcos_upgrade.core.cluster import Role
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.probe import Answer, Service, Via
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.ports import Clock

BELIEVED = timedelta(seconds=60)
"""For so long a service that took a fresh token for nothing is not asked again."""


class Signed:
    """Sends requests, logged in where there is a login. A 401 costs one new login; a second one is for a person.

    ``exchange`` is what sends them, for whoever shows no token.
    """

    def __init__(
        self, exchange: Exchange, endpoints: Endpoints, *, login: Login | None = None, clock: Clock | None = None
    ) -> None:
        self.exchange = exchange
        self._endpoints = endpoints
        self._login = login
        self._clock = clock or SystemClock()
        self._turned_away: dict[str, tuple[Refused, datetime]] = {}

    @property
    def seconds(self) -> float:
        return self.exchange.seconds

    @property
    def ways(self) -> Ways:
        """What was learned of the ways to the nodes' own ports, for others that go there."""
        return self.exchange.ways

    async def send(self, request: Request) -> Answer:
        """Raises as Exchange.send does, and Refused where our login is not good enough."""
        if self._login is None or not self._belongs(request):
            return await self.exchange.send(request)
        return await self._with_token(request, self._login)

    async def close(self) -> None:
        await self.exchange.close()

    def _belongs(self, request: Request) -> bool:
        """In the clear only where cluster.yaml itself says that the masters' Admin Router is asked so."""
        node, url = request.node, request.url
        if node is None or request.service is None or not self._endpoints.knows(node, url):
            return False
        doorkeeper = request.service is Service.ADMINROUTER or request.via is Via.ADMINROUTER
        return url.startswith("https://") or (doorkeeper and node.role is Role.MASTER)

    async def _with_token(self, request: Request, login: Login) -> Answer:
        origin = "//".join(urlsplit(request.url)[:2])
        self._recall(origin)
        token = await login.token()
        answer = await self.exchange.send(_signed(request, token))
        if answer.status != 401:
            return answer
        answer = await self.exchange.send(_signed(request, await login.another(token)))
        if answer.status == 401:
            raise self._remembered(origin, answer)
        return answer

    def _recall(self, origin: str) -> None:
        error, until = self._turned_away.get(origin, (None, None))
        if error is not None and until is not None and self._clock.now() < until:
            raise error

    def _remembered(self, origin: str, answer: Answer) -> Refused:
        scheme = redact_text(answer.headers.get("www-authenticate", ""))[:200]
        error = Refused(
            "a service does not take the token that the cluster has just given",
            where=answer.source,
            evidence=f"HTTP 401 {scheme}".strip(),
            next_command="dcos auth login   (are the clocks of this machine and of the masters right?)",
        )
        self._turned_away[origin] = (error, self._clock.now() + BELIEVED)
        return error


def _signed(request: Request, token: Token) -> Request:
    return replace(request, headers={**request.headers, **token.header})
