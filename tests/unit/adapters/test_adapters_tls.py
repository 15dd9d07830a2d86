"""Certificates are verified: what is wrong with one is named, with what a person does about it, and there is no switch."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from fakes.web import fine, serving

from dcos_upgrade.adapters.access import Access, ClientTls
from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.exchange import Exchange
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.adapters.signed import Signed
from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Unreachable
from dcos_upgrade.core.probe import Answer, Service
from dcos_upgrade.lab.authority import Authority

NODE = Node(id=NodeId("m1"), address="127.0.0.1", role=Role.MASTER)
HERE = ["127.0.0.1"]


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


async def get(port: int, access: Access, service: Service = Service.MARATHON) -> Answer:
    endpoints = Endpoints(overrides={service: f"https://{{address}}:{port}"})
    api = HttpApi(endpoints, signed=Signed(Exchange(access, total_timeout=5), endpoints))
    try:
        return await api.get(NODE, service, "/ping")
    finally:
        await api.close()


async def refused(tls: ssl.SSLContext, access: Access, service: Service = Service.MARATHON) -> Refused:
    async with serving(fine, tls=tls) as server:
        with pytest.raises(Refused) as error:
            await get(server.port, access, service)
        assert server.asked == []
    return error.value


async def test_a_certificate_of_the_cluster_is_taken(ours: Authority):
    async with serving(fine, tls=ours.serving(ours.pair("m1", HERE))) as server:
        answer = await get(server.port, Access(ca=(ours.certificate,)))

    assert answer.status == 200


async def test_an_authority_that_is_not_known_is_to_be_fetched_and_compared(ours: Authority):
    error = await refused(ours.serving(ours.pair("m1", HERE)), Access())

    assert "authority that is not known" in error.what
    assert "http://127.0.0.1/ca/dcos-ca.crt" in error.next_command
    assert "compare with the fingerprint of /run/dcos/pki/CA/certs/ca.crt" in error.next_command


async def test_only_the_authority_that_is_named_counts(ours: Authority, tmp_path: Path):
    other = Authority(tmp_path / "other", "somebody else")

    error = await refused(ours.serving(ours.pair("m1", HERE)), Access(ca=(other.certificate,)))

    assert "authority that is not known" in error.what


async def test_a_certificate_that_has_expired_is_named_as_that(ours: Authority):
    old = ours.pair("m1", HERE, ends=datetime.now(UTC) - timedelta(hours=1))

    error = await refused(ours.serving(old), Access(ca=(ours.certificate,)))

    assert "expired" in error.what
    assert "openssl s_client" in error.next_command


async def test_a_certificate_of_another_host_is_named_as_that(ours: Authority):
    error = await refused(ours.serving(ours.pair("m1", ["10.0.0.1"])), Access(ca=(ours.certificate,)))

    assert error.what == "the certificate is not for 127.0.0.1"


async def test_a_port_that_speaks_no_tls_is_named_as_that(ours: Authority):
    async with serving(fine) as server:
        with pytest.raises(Refused, match="no TLS is spoken"):
            await get(server.port, Access(ca=(ours.certificate,)))


async def test_a_ca_file_that_changes_counts_from_then_on(ours: Authority, tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_bytes(Authority(tmp_path / "other").certificate.read_bytes())
    endpoints = Endpoints()
    exchange = Exchange(Access(ca=(file,)))
    async with serving(fine, tls=ours.serving(ours.pair("m1", HERE))) as server:
        api = HttpApi(endpoints, signed=Signed(exchange, endpoints))
        with pytest.raises(Refused):
            await api.get_url(f"https://127.0.0.1:{server.port}/")

        file.write_bytes(ours.certificate.read_bytes())

        assert (await api.get_url(f"https://127.0.0.1:{server.port}/")).status == 200
        await api.close()


@pytest.mark.parametrize("content", [None, "no certificate"])
async def test_a_ca_file_that_is_none_is_refused(tmp_path: Path, content: str | None):
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)

    with pytest.raises(Refused) as error:
        await get(1, Access(ca=(file,)))

    assert error.value.where == str(file)


def client(ours: Authority, *, mode: int = 0o600) -> Access:
    pair = ours.pair("client", ["operator"])
    pair.key.chmod(mode)
    tls = ClientTls(certificate=pair.certificate, key=pair.key, ca=ours.certificate)
    return Access(client={Service.EXHIBITOR: tls})


async def test_exhibitor_may_want_a_certificate_of_ours(ours: Authority):
    mutual = ours.serving(ours.pair("m1", HERE), wants_client=True)
    async with serving(fine, tls=mutual) as server:
        answer = await get(server.port, client(ours), Service.EXHIBITOR)

    assert answer.status == 200


def _turn_away(secure: ssl.SSLSocket) -> None:
    with suppress(OSError):
        secure.do_handshake()
    with suppress(OSError):  # a close with something unread would overtake the alert
        socket.socket.shutdown(secure, socket.SHUT_WR)
        while socket.socket.recv(secure, 4096):
            pass


@contextmanager
def wanting_a_certificate(ours: Authority, newest: ssl.TLSVersion) -> Iterator[int]:
    """A server that says to whoever has no certificate that it wants one; asyncio's would only hang up."""
    context = ours.serving(ours.pair("m1", HERE), wants_client=True)
    context.maximum_version = newest
    listener = socket.create_server(("127.0.0.1", 0))

    def turn_away() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                secure = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                with secure:
                    _turn_away(secure)

    thread = threading.Thread(target=turn_away, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_without_a_certificate_of_ours_exhibitor_says_which_reference_is_missing(
    ours: Authority, newest: ssl.TLSVersion
):
    with wanting_a_certificate(ours, newest) as port, pytest.raises(Refused) as error:
        await get(port, Access(ca=(ours.certificate,)), Service.EXHIBITOR)

    assert "endpoints.exhibitor_tls" in error.value.what
    assert "exhibitor-tls-artifacts" in error.value.next_command


async def test_an_exhibitor_that_hangs_up_may_want_tls():
    async def hanging_up(request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with serving(hanging_up) as server:
        endpoints = Endpoints(overrides={Service.EXHIBITOR: server.port})
        api = HttpApi(endpoints)
        with pytest.raises(Unreachable) as error:
            await api.get(NODE, Service.EXHIBITOR, "/exhibitor/v1/cluster/status")
        await api.close()

    assert "endpoints.exhibitor and exhibitor_tls" in error.value.evidence


async def test_the_certificate_for_exhibitor_is_shown_to_nobody_else(ours: Authority):
    access = Access(ca=(ours.certificate,), client=client(ours).client)

    with wanting_a_certificate(ours, ssl.TLSVersion.TLSv1_3) as port, pytest.raises(Refused, match="wants a certif"):
        await get(port, access, Service.MARATHON)


async def test_a_client_key_that_others_can_read_is_refused(ours: Authority):
    with pytest.raises(Refused, match="can be read by others"):
        await get(1, client(ours, mode=0o640), Service.EXHIBITOR)


async def test_from_plain_http_only_the_same_over_tls_is_followed(ours: Authority):
    async with serving(fine, tls=ours.serving(ours.pair("m1", HERE))) as secure:

        async def to_tls(request: web.BaseRequest) -> web.StreamResponse:
            raise web.HTTPTemporaryRedirect(f"https://127.0.0.1:{secure.port}{request.path}")

        async with serving(to_tls) as plain:
            endpoints = Endpoints(overrides={Service.ADMINROUTER: plain.port})
            exchange = Exchange(Access(ca=(ours.certificate,)))
            api = HttpApi(endpoints, signed=Signed(exchange, endpoints))
            answer = await api.get(NODE, Service.ADMINROUTER, "/dcos-metadata/dcos-version.json")
            await api.close()

    assert answer.status == 200
    assert secure.paths == ["/dcos-metadata/dcos-version.json"]


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:1/ping", "https://localhost/ping", "https://127.0.0.1/other", "//127.0.0.1/ping", "https://["],
)
async def test_any_other_redirect_is_an_answer(location: str):
    async def away(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": location})

    async with serving(away) as server:
        endpoints = Endpoints(overrides={Service.MARATHON: server.port})
        api = HttpApi(endpoints)
        answer = await api.get(NODE, Service.MARATHON, "/ping")
        await api.close()

    assert (answer.status, answer.headers["location"]) == (307, location)
