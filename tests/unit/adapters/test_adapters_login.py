"""Logging in to DC/OS: who we are, when a new token is got, what a refusal costs, and who is shown the token."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fakes.web import Web, serving

from dcos_upgrade.adapters.access import Access
from dcos_upgrade.adapters.credentials import Credentials, DcosCli, Password, ReadyToken, ServiceAccount
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.adapters.login import Login
from dcos_upgrade.adapters.secret_reference import SecretReference
from dcos_upgrade.adapters.services import reading
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreachable, Unreadable
from dcos_upgrade.core.probe import Service
from dcos_upgrade.lab.authority import Authority

M1, M2 = (Node(id=NodeId(f"m{n}"), address=f"127.0.0.{n}", role=Role.MASTER) for n in (1, 2))
NOON = datetime(2018, 7, 24, 12, 0, tzinfo=UTC)
WRONG = {"title": "Unauthorized", "code": "ERR_INVALID_CREDENTIALS", "description": "Invalid credentials."}


@dataclass(slots=True)
class SetClock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def issued(number: int, ends: datetime | None) -> str:
    """A token whose signature nobody looks at."""
    claims: dict[str, Any] = {"uid": "operator", "n": number} | ({"exp": ends.timestamp()} if ends else {})
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "RS256"}, claims)
    )
    return ".".join((*parts, "c2ln"))


@dataclass(slots=True, kw_only=True)
class Iam:
    """An Admin Router with a login in front of one service."""

    clock: SetClock
    life: timedelta = timedelta(days=5)
    status: int = 200
    good: set[str] = field(default_factory=set)
    logins: list[dict[str, Any]] = field(default_factory=list)
    takes_none: bool = False
    slow: float = 0.0

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/acs/api/v1/auth/login":
            return await self._login(await request.json())
        token = request.headers.get("Authorization", "").removeprefix("token=")
        if token not in self.good or self.takes_none:
            return web.Response(status=401, headers={"WWW-Authenticate": "acsjwt"})
        return web.json_response({"for": "us"})

    async def _login(self, words: dict[str, Any]) -> web.StreamResponse:
        self.logins.append(words)
        await asyncio.sleep(self.slow)
        if self.status != 200:
            return web.json_response(WRONG, status=self.status)
        token = issued(len(self.logins), self.clock.at + self.life)
        self.good = {token}
        return web.json_response({"token": token})


@dataclass(slots=True, kw_only=True)
class Site:
    iam: Iam
    clock: SetClock
    server: Web
    api: HttpApi
    login: Login

    async def ask(self) -> int:
        return (await self.api.get(M1, Service.MARATHON, "/v2/info")).status


PASSWORD = Password(user="operator", password=SecretReference(kind="env", place="DCOS_PASSWORD", what="password"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("DCOS_PASSWORD", "correct horse")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DCOS_DIR", "DCOS_CLUSTER"):
        monkeypatch.delenv(name, raising=False)
    authority = Authority(tmp_path / "ca")

    @asynccontextmanager
    async def opened(credentials: Credentials = PASSWORD, *, first: str = "", **iam: Any) -> AsyncIterator[Site]:
        clock = SetClock()
        here = Iam(clock=clock, **iam)
        tls = authority.serving(authority.pair("m1", ["127.0.0.1"]))
        async with serving(here, tls=tls) as server:
            url = f"https://127.0.0.1:{server.port}"
            endpoints = Endpoints(
                overrides={Service.ADMINROUTER: {"m1": first or url, "m2": url}, Service.MARATHON: {"m1": url}}
            )
            exchange = Exchange(Access(ca=(authority.certificate,)), total_timeout=5, clock=clock)
            login = Login(credentials, reading(credentials, _nobody), endpoints, [M1, M2], exchange, clock)
            api = HttpApi(endpoints, signed=Signed(exchange, endpoints, login=login, clock=clock), clock=clock)
            yield Site(iam=here, clock=clock, server=server, api=api, login=login)
            await api.close()

    return opened


def _nobody(what: str) -> str:
    raise AssertionError(what)


async def test_one_login_serves_all_that_is_asked(site: Any):
    async with site() as here:
        assert await asyncio.gather(*(here.ask() for _ in range(20))) == [200] * 20

        assert here.iam.logins == [{"uid": "operator", "password": "correct horse"}]


async def test_the_token_goes_with_a_request_as_dcos_wants_it(site: Any):
    async with site() as here:
        await here.ask()

        (token,) = here.iam.good
        assert here.server.tokens == [None, f"token={token}"]


async def test_a_new_token_is_got_an_hour_before_the_old_one_ends(site: Any):
    async with site() as here:
        await here.ask()
        here.clock.at += timedelta(days=5) - timedelta(minutes=61)
        await here.ask()
        before = len(here.iam.logins)
        here.clock.at += timedelta(minutes=2)
        await here.ask()

        assert (before, len(here.iam.logins)) == (1, 2)


async def test_a_token_that_lives_for_minutes_is_renewed_in_its_last_tenth(site: Any):
    async with site(life=timedelta(minutes=10)) as here:
        await here.ask()
        here.clock.at += timedelta(minutes=9, seconds=1)
        await here.ask()

        assert len(here.iam.logins) == 2


async def test_an_old_token_is_used_to_its_end_while_nobody_gives_a_new_one(site: Any):
    async with site() as here:
        await here.ask()
        here.iam.status = 502
        here.clock.at += timedelta(days=5) - timedelta(minutes=30)
        last = await here.ask()
        here.clock.at += timedelta(minutes=31)

        assert last == 200
        with pytest.raises(Unreachable, match="no Admin Router answers a login"):
            await here.ask()


async def test_tokens_that_became_worthless_cost_one_login(site: Any):
    """As on the way from 1.12 to 1.13 of open DC/OS."""
    async with site(slow=0.05) as here:
        await here.ask()
        here.iam.good = set()

        assert await asyncio.gather(*(here.ask() for _ in range(20))) == [200] * 20
        assert len(here.iam.logins) == 2


async def test_a_second_401_is_for_a_person_and_no_storm_follows(site: Any):
    async with site(takes_none=True) as here:
        with pytest.raises(Refused, match="does not take the token"):
            await here.ask()
        asked = len(here.server.asked)
        for _ in range(5):
            with pytest.raises(Refused):
                await here.ask()

        assert (len(here.iam.logins), len(here.server.asked)) == (2, asked)


async def test_a_wrong_password_is_tried_once_a_minute(site: Any):
    async with site(status=401) as here:
        refusals = await asyncio.gather(*(here.ask() for _ in range(10)), return_exceptions=True)
        after = len(here.iam.logins)
        here.clock.at += timedelta(seconds=61)
        with pytest.raises(Refused):
            await here.ask()

    assert all(isinstance(each, Refused) and "does not let operator log in" in each.what for each in refusals)
    assert "ERR_INVALID_CREDENTIALS" in refusals[0].evidence  # type: ignore[union-attr]
    assert (after, len(here.iam.logins)) == (1, 2)


@pytest.mark.parametrize(("status", "error"), [(404, Refused), (403, Refused), (307, Refused), (503, Unreachable)])
async def test_what_else_a_login_answers(site: Any, status: int, error: type[DcosUpgradeError]):
    async with site(status=status) as here:
        with pytest.raises(error):
            await here.ask()


async def test_when_one_masters_admin_router_is_away_the_next_one_gives_the_token(site: Any):
    async with site(first="https://127.0.0.1:1") as here:
        assert await here.ask() == 200


@pytest.mark.parametrize("text", ["a b", "two\r\nlines", "x" * 20_000, ""])
async def test_what_cannot_stand_in_a_header_is_no_token(site: Any, monkeypatch: pytest.MonkeyPatch, text: str):
    async with site() as here:

        async def odd(words: dict[str, Any]) -> web.StreamResponse:
            return web.json_response({"token": text})

        monkeypatch.setattr(here.iam.__class__, "_login", lambda self, words: odd(words))
        with pytest.raises(Unreadable, match="token"):
            await here.ask()


def rsa_pem() -> tuple[str, Any]:
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode(), key.public_key()


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "pem"])
async def test_a_service_account_signs_for_itself(site: Any, tmp_path: Path, as_json: bool):
    pem, public = rsa_pem()
    file = tmp_path / "account"
    file.touch(mode=0o600)
    file.write_text(json.dumps({"uid": "upgrader", "private_key": pem, "scheme": "RS256"}) if as_json else pem)
    secret = SecretReference(kind="file", place=str(file), what="secret of the service account", lines=True)
    async with site(ServiceAccount(secret=secret, user="" if as_json else "upgrader")) as here:
        await here.ask()

    (words,) = here.iam.logins
    claims = jwt.decode(words["token"], public, algorithms=["RS256"], options={"verify_exp": False})
    assert (words["uid"], claims["uid"], claims["exp"]) == ("upgrader", "upgrader", int(NOON.timestamp()) + 300)


@pytest.mark.parametrize(
    "secret", ["{}", "not a key", '{"uid": 1, "private_key": 2}', '{"uid": "u", "private_key": "k"}']
)
async def test_a_secret_that_is_no_service_account_is_refused_without_being_told(
    site: Any, tmp_path: Path, secret: str
):
    file = tmp_path / "account"
    file.touch(mode=0o600)
    file.write_text(secret)
    reference = SecretReference(kind="file", place=str(file), what="secret of the service account", lines=True)
    async with site(ServiceAccount(secret=reference)) as here:
        with pytest.raises(Refused) as error:
            await here.ask()

    assert error.value.where == f"file:{file}"
    assert "not a key" not in repr(vars(error.value))


async def test_a_ready_token_is_used_as_it_is_and_its_end_is_for_a_person(site: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DCOS_ACS_TOKEN", issued(0, NOON + timedelta(hours=9)))
    ready = ReadyToken(token=SecretReference(kind="env", place="DCOS_ACS_TOKEN", what="token"))
    async with site(ready) as here:
        here.iam.good = {issued(0, NOON + timedelta(hours=9))}
        first = await here.ask()
        here.iam.good = set()
        with pytest.raises(Refused, match="does not take our token") as error:
            await here.ask()

    assert (first, here.iam.logins) == (200, [])
    assert error.value.next_command == "dcos auth login"


def cli_home(home: Path, token: str, *, cluster: str = "6c1f", attached: bool = True, mode: int = 0o600) -> Path:
    folder = home / ".dcos" / "clusters" / cluster
    folder.mkdir(parents=True)
    file = folder / "dcos.toml"
    file.touch(mode=mode)
    file.write_text(f'[core]\ndcos_url = "https://x"\ndcos_acs_token = "{token}"\n[cluster]\nname = "production"\n')
    if attached:
        (folder / "attached").touch()
    return file


async def test_whoever_is_logged_in_with_the_dcos_cli_is_so_here(site: Any, tmp_path: Path):
    file = cli_home(tmp_path, "first")
    async with site(DcosCli()) as here:
        here.iam.good = {"first", "second"}
        await here.ask()
        file.write_text(file.read_text().replace("first", "second"))
        here.iam.good = {"second"}

        assert await here.ask() == 200


@pytest.mark.parametrize(
    ("cli", "why"),
    [
        (DcosCli(), "knows 0 such clusters"),
        (DcosCli(cluster="staging"), "knows 0 such clusters"),
        (DcosCli(cluster="production", cluster_id="other"), "another cluster"),
    ],
)
async def test_a_login_of_the_cli_that_is_not_meant_is_refused(site: Any, tmp_path: Path, cli: DcosCli, why: str):
    cli_home(tmp_path, "first", attached=False)
    async with site(cli) as here:
        with pytest.raises(Refused, match=why):
            await here.ask()


async def test_settings_of_the_cli_that_others_can_read_are_refused(site: Any, tmp_path: Path):
    cli_home(tmp_path, "first").chmod(0o644)
    async with site(DcosCli()) as here:
        with pytest.raises(Refused, match="can be read by others"):
            await here.ask()


async def test_the_one_cluster_of_an_old_cli_is_found(site: Any, tmp_path: Path):
    old = tmp_path / ".dcos" / "dcos.toml"
    old.parent.mkdir()
    old.touch(mode=0o600)
    old.write_text('[core]\ndcos_acs_token = "old"\n')
    async with site(DcosCli()) as here:
        here.iam.good = {"old"}

        assert await here.ask() == 200


async def test_nobody_but_a_service_of_cluster_yaml_is_shown_the_token(site: Any):
    async with site() as here:
        await here.ask()
        async with serving(_fine) as other:
            await here.api.get_url(f"http://127.0.0.1:{other.port}/dcos_node_upgrade.sh")
            await here.api.get_url(f"https://127.0.0.1:{here.server.port}/task")

    assert other.tokens == [None]
    assert here.server.tokens[-1] is None


async def test_in_the_clear_no_token_is_sent_to_a_service(site: Any):
    async with site() as here, serving(_fine) as plain:
        exposed = Endpoints(overrides={Service.MESOS_MASTER: plain.port})
        api = HttpApi(exposed, signed=Signed(Exchange(), exposed, login=here.login))
        await api.get(M1, Service.MESOS_MASTER, "/state")
        await api.close()

    assert plain.tokens == [None]


async def _fine(_: web.BaseRequest) -> web.StreamResponse:
    return web.json_response({})


async def test_a_redirect_to_a_port_that_cluster_yaml_does_not_name_gets_no_token(site: Any):
    async with site() as here:

        async def to_tls(request: web.BaseRequest) -> web.StreamResponse:
            raise web.HTTPTemporaryRedirect(f"https://127.0.0.1:{here.server.port}{request.path}")

        async with serving(to_tls) as plain:
            named = Endpoints(overrides={Service.MARATHON: plain.port})
            api = HttpApi(named, signed=Signed(here.login._exchange, named, login=here.login, clock=here.clock))
            answer = await api.get(M1, Service.MARATHON, "/v2/info")

    assert (answer.status, here.iam.logins) == (401, [])
    assert here.server.tokens == [None]
