"""Whose certificates count, and what it means when one does not. They are always verified; nothing here can turn that off."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from dcos_upgrade.adapters.access import PLAIN, SYSTEM, Access, ClientTls
from dcos_upgrade.adapters.secret_reference import refuse_others
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.probe import Service

EXPIRED, NOT_YET = 10, 9
WRONG_NAME = frozenset({62, 64})
UNKNOWN_CA = frozenset({2, 18, 19, 20, 21})
"""X509_V_ERR_* of OpenSSL's x509_vfy.h."""
WANTS_CERTIFICATE = ("CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_HANDSHAKE_FAILURE", "ALERT_UNKNOWN_CA")
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")

CA_ON_A_MASTER = "/run/dcos/pki/CA/certs/ca.crt"
"""DC/OS Enterprise, where the certificate that Admin Router serves as /ca/dcos-ca.crt lies on masters and agents."""


class Contexts:
    """One TLS context for the cluster and one for each service with a client certificate, made anew when a file changes."""

    def __init__(self, access: Access = PLAIN) -> None:
        self._access = access
        self._made: dict[tuple[object, ...], ssl.SSLContext] = {}

    def of(self, service: Service | None) -> ssl.SSLContext:
        """Raises Refused for a file that is not there or holds no certificate, and for a key that others can read."""
        client = self._access.client.get(service) if service is not None else None
        authorities = (client.ca,) if client is not None and client.ca is not None else self._access.ca
        files = [each for each in authorities if isinstance(each, Path)]
        own = [client.certificate, client.key] if client is not None else []
        key = (service if client else None, *((file, _changed(file)) for file in (*files, *own)))
        if key not in self._made:
            self._made = {each: made for each, made in self._made.items() if each[0] != key[0]}
            self._made[key] = _context(authorities, client)
        return self._made[key]


def _context(authorities: tuple[Path | str, ...], client: ClientTls | None) -> ssl.SSLContext:
    """Verifies chain and name. Where files are given nobody else's word counts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for each in authorities:
        if each == SYSTEM:
            context.load_default_certs()
        else:
            _load(context, Path(each))
    if client is not None:
        _present(context, client)
    return context


def _load(context: ssl.SSLContext, file: Path) -> None:
    try:
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError) as error:
        raise Refused("a CA file holds no certificate", where=str(file), evidence=str(error)) from error


def _present(context: ssl.SSLContext, client: ClientTls) -> None:
    refuse_others(client.key, "client's key")
    try:
        context.load_cert_chain(client.certificate, client.key, password=_no_password)
    except (OSError, ssl.SSLError, ValueError) as error:
        raise Refused(
            "the client certificate and its key do not fit", where=str(client.certificate), evidence=str(error)
        ) from error


def _no_password() -> str:
    raise ValueError("the key is encrypted")


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError as error:
        raise Refused("a file for TLS cannot be read", where=str(file), evidence=str(error)) from error


def refusal(error: BaseException, url: str) -> Refused | None:
    """What a person has to change when TLS fails like this; None when it is nothing of that kind."""
    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return _not_verified(each, url)
        if isinstance(each, ssl.SSLError):
            return _not_spoken(each, url)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made of, as libraries wrap it."""
    todo, seen = [error], set[int]()
    while todo:
        each = todo.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        if not isinstance(each, aiohttp.ClientError):  # aiohttp's own are also called SSLError, and know less
            yield each
        inner = (getattr(each, name, None) for name in ("certificate_error", "os_error", "__cause__", "__context__"))
        todo += [one for one in inner if isinstance(one, BaseException)]


def _not_verified(error: ssl.SSLCertVerificationError, url: str) -> Refused:
    host, port = urlsplit(url).hostname or "", urlsplit(url).port or 443
    show = f"openssl s_client -connect {host}:{port} </dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName"
    what, command = "the certificate is not good", show
    if error.verify_code in UNKNOWN_CA:
        what = "the certificate is of an authority that is not known here; endpoints.ca names the cluster's"
        fetch = f"curl -fsSo dcos-ca.crt http://{host}/ca/dcos-ca.crt && openssl x509 -in dcos-ca.crt -noout -fingerprint -sha256"
        command = f"{fetch}   (compare with the fingerprint of {CA_ON_A_MASTER}, read over SSH, before you trust it)"
    elif error.verify_code in (EXPIRED, NOT_YET):
        what = "the certificate has expired" if error.verify_code == EXPIRED else "the certificate is not valid yet"
        what += ", or one of the two clocks is wrong"
    elif error.verify_code in WRONG_NAME:
        what = f"the certificate is not for {host}"
    return Refused(what, where=url, evidence=error.verify_message or str(error), next_command=command)


def _not_spoken(error: ssl.SSLError, url: str) -> Refused | None:
    said = f"{error.reason or ''} {error}".upper()
    if any(word in said for word in WANTS_CERTIFICATE):
        return Refused(
            "the service wants a certificate of ours, or another one; endpoints.exhibitor_tls names it for Exhibitor",
            where=url,
            evidence=str(error),
            next_command="ssh MASTER sudo ls -l /var/lib/dcos/exhibitor-tls-artifacts",
        )
    if any(word in said for word in NO_TLS):
        return Refused(
            "no TLS is spoken there: its URL begins with http, not https",
            where=url,
            evidence=str(error),
            next_command="dcos-upgrade schema cluster",
        )
    return None
