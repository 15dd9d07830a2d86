"""Logging in to DC/OS: one login at a time, a new token before the old one ends, and no second try with what was refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import jwt
import msgspec

from dcos_upgrade.adapters.credentials import (
    Credentials,
    DcosCli,
    Password,
    Read,
    ReadyToken,
    ServiceAccount,
    account_of,
    cli_token,
)
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange, Request
from dcos_upgrade.adapters.login_token import Token, token_of
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable, Unreadable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.ports import Clock

PATH = "/acs/api/v1/auth/login"
ANSWER_LIMIT = 256 * 1024
SIGNED_FOR = timedelta(minutes=5)
"""How long the word of a service account is good that we sign; as the DC/OS CLI does."""
PAUSE = timedelta(seconds=60)
"""For so long a refusal is believed: a login for every question would lock the account."""


class Login:
    """The token that goes with requests to the cluster. Any master's Admin Router may give it, and all of them take it."""

    def __init__(
        self,
        credentials: Credentials,
        read: Read,
        endpoints: Endpoints,
        masters: Sequence[Node],
        exchange: Exchange,
        clock: Clock,
    ) -> None:
        self._credentials = credentials
        self._read = read
        self._endpoints = endpoints
        self._masters = masters
        self._exchange = exchange
        self._clock = clock
        self._held: Token | None = None
        self._refused: tuple[Refused, datetime] | None = None
        self._one = asyncio.Lock()

    async def token(self) -> Token:
        """A token that is good for a while. Raises Refused where the cluster does not want us, Unreachable where nobody answers."""
        held = self._held
        if held is not None and not held.due(self._clock.now()):
            return held
        async with self._one:
            if self._held is not held and self._held is not None:
                return self._held
            return await self._renewed(held)

    async def another(self, used: Token) -> Token:
        """After a 401: the token that somebody else has got meanwhile, or the one of a new login. Raises as ``token`` does."""
        async with self._one:
            if self._held is not None and self._held is not used:
                return self._held
            found = await self._obtained()
            if found.text == used.text:
                raise self._remember(self._not_taken(used))
            self._held = found
            return found

    async def _renewed(self, held: Token | None) -> Token:
        """The old one is used to its very end when nobody gives a new one."""
        try:
            self._held = await self._obtained()
        except (Unreachable, Unreadable):
            if held is None or held.ended(self._clock.now()):
                raise
            return held
        return self._held

    async def _obtained(self) -> Token:
        if self._refused is not None and self._clock.now() < self._refused[1]:
            raise self._refused[0]
        try:
            match self._credentials:
                case ReadyToken(token=reference):
                    return self._checked(self._read(reference).value, str(reference))
                case DcosCli() as cli:
                    return self._checked(await asyncio.to_thread(cli_token, cli), "the DC/OS CLI")
                case Password(user=user, password=reference):
                    return await self._logged_in({"uid": user, "password": self._read(reference).value}, user)
                case ServiceAccount() as account:
                    user, key = account_of(account, self._read)
                    return await self._logged_in({"uid": user, "token": self._signed(user, key, account)}, user)
        except Refused as error:
            raise self._remember(error) from error

    def _checked(self, text: object, where: str) -> Token:
        return token_of(text, got=self._clock.now(), where=where)

    def _signed(self, user: str, key: str, account: ServiceAccount) -> str:
        try:
            return jwt.encode({"uid": user, "exp": self._clock.now() + SIGNED_FOR}, key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise Refused(
                "the service account's private key is no RSA key in PEM",
                where=str(account.secret),
                evidence=type(error).__name__,
            ) from None  # the error may quote the key

    async def _logged_in(self, words: dict[str, str], user: str) -> Token:
        reasons = []
        for master in self._masters:
            url = f"{self._endpoints.url(master, Service.ADMINROUTER)}{PATH}"
            request = Request(
                url=url,
                method="POST",
                node=master,
                service=Service.ADMINROUTER,
                headers={"Content-Type": "application/json"},
                body=msgspec.json.encode(words),
                limit=ANSWER_LIMIT,
            )
            try:
                answer = await self._exchange.send(request)
            except (Unreachable, Unreadable) as error:
                reasons.append(f"{master.id}: {error.what} ({error.evidence})")
                continue
            if answer.status < 500:
                return self._taken(answer, user)
            reasons.append(f"{master.id}: HTTP {answer.status}")
        raise Unreachable("no Admin Router answers a login", where=PATH, evidence="; ".join(reasons))

    def _taken(self, answer: Answer, user: str) -> Token:
        if answer.status == 200:
            return self._checked(_said(answer).get("token"), answer.source)
        raise _refusal(answer, user)

    def _not_taken(self, used: Token) -> Refused:
        ended = used.ended(self._clock.now())
        return Refused(
            "the cluster does not take our token" + (", which has expired" if ended else ""),
            where=str(self._credentials.token) if isinstance(self._credentials, ReadyToken) else "the DC/OS CLI",
            evidence="a new secret of the cluster (DC/OS 1.13 brings one to open clusters) makes all tokens worthless",
            next_command="dcos auth login",
        )

    def _remember(self, error: Refused) -> Refused:
        self._refused = (error, self._clock.now() + PAUSE)
        return error


def _said(answer: Answer) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(answer.body)
    except msgspec.DecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _refusal(answer: Answer, user: str) -> DcosUpgradeError:
    said = _said(answer)
    words = redact_text(" ".join(str(said[key])[:200] for key in ("code", "description") if key in said))
    what = f"the cluster does not let {user} log in"
    if 300 <= answer.status < 400:
        what = "the login is elsewhere: endpoints.adminrouter names its https URL"
    elif answer.status == 404:
        what = "this cluster has no login of this kind (open DC/OS until 1.12 has none): credentials.token or dcos_cli"
    return Refused(
        what,
        where=answer.source,
        evidence=f"HTTP {answer.status} {words}".strip(),
        next_command="dcos auth login   (with the same user, to see whether its password is right)",
    )
