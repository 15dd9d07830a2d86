"""``endpoints`` and ``credentials`` of cluster.yaml as they are written, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from dcos_upgrade.adapters.access import ENVIRONMENT, SYSTEM, Access, ClientTls, OverSsh
from dcos_upgrade.adapters.credentials import Credentials, DcosCli, Password, ReadyToken, ServiceAccount
from dcos_upgrade.adapters.endpoints import BEHIND, THROUGH_ADMINROUTER, Override
from dcos_upgrade.adapters.secret_reference import Reference, reference
from dcos_upgrade.adapters.ssh_document import Port
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.probe import Service

Endpoint = Port | str | dict[str, str]


class ClientTlsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Files in PEM: our certificate, its key (readable by its owner only), and the authority of the service's own certificate."""

    certificate: str
    key: str
    ca: str | None = None


class EndpointsDocument(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"mesos_agent": "mesos-agent"}
):
    """A port, a URL with ``{address}``, a URL for each node id, or "adminrouter"; and how they are reached.

    ``over_ssh``: true, false, or "auto" where no connection can be made. ``ca``: files, or "system". ``proxy``: a URL or "environment".
    """

    mesos: Endpoint | None = None
    mesos_agent: Endpoint | None = None
    marathon: Endpoint | None = None
    exhibitor: Endpoint | None = None
    adminrouter: Endpoint | None = None
    metronome: Endpoint | None = None
    zookeeper: Port | None = None
    over_ssh: bool | Literal["auto"] = "auto"
    ca: str | tuple[str, ...] = SYSTEM
    exhibitor_tls: ClientTlsDocument | None = None
    proxy: str | None = None


class CredentialsDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of: ``user`` with ``password``, ``service_account`` (with ``user`` when it is a key alone), ``token``, ``dcos_cli``."""

    user: str | None = None
    password: Reference | None = None
    service_account: Reference | None = None
    token: Reference | None = None
    dcos_cli: Literal[True] | str | None = None


def overrides_of(endpoints: EndpointsDocument) -> dict[Service, Override]:
    given = msgspec.to_builtins(endpoints)
    return {service: given[service.value] for service in Service if given.get(service.value) is not None}


def endpoint_problems(endpoints: EndpointsDocument, nodes: tuple[Node, ...]) -> Iterator[str]:
    """What is wrong, and at which key."""
    for service, override in overrides_of(endpoints).items():
        yield from (f"{why} - at `$.endpoints.{service}`" for why in _problems(service, override, nodes))
    proxy = endpoints.proxy
    if proxy is not None and proxy != ENVIRONMENT and not _is_bare(proxy):
        yield 'not "environment" and no http URL without a password in it - at `$.endpoints.proxy`'


def _problems(service: Service, override: Override, nodes: tuple[Node, ...]) -> Iterator[str]:
    if override == THROUGH_ADMINROUTER:
        if service not in BEHIND:
            yield "Admin Router does not lead to it by the node's address"
        return
    urls = override.values() if isinstance(override, Mapping) else (override,)
    if any(isinstance(url, str) and not url.startswith(("http://", "https://")) for url in urls):
        yield "not an http or https URL"
    # One URL for every node would be a proxy's: then no answer could be told to be the node's own.
    if isinstance(override, str) and "{address}" not in override and len(nodes) > 1:
        yield "the URL needs {address} in it, or one URL for each node id"
    if isinstance(override, Mapping):
        yield from (f"there is no node {name}" for name in sorted(set(override) - {str(node.id) for node in nodes}))


def _is_bare(proxy: str) -> bool:
    try:
        parts = urlsplit(proxy)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def credential_problems(credentials: CredentialsDocument | None) -> Iterator[str]:
    if credentials is None:
        return
    ways = [name for name in ("password", "service_account", "token", "dcos_cli") if getattr(credentials, name)]
    if len(ways) != 1:
        yield f"one way to log in is wanted, there are {len(ways)} - at `$.credentials`"
    elif ways == ["password"] and not credentials.user:
        yield "a password needs its user - at `$.credentials.user`"
    elif credentials.user and ways[0] not in ("password", "service_account"):
        yield f"a {ways[0]} has no user - at `$.credentials.user`"


def access_of(
    endpoints: EndpointsDocument, credentials: CredentialsDocument | None, base: Path, cluster_id: str | None
) -> Access:
    """Paths are relative to ``base``."""
    over_ssh = {True: OverSsh.ALWAYS, False: OverSsh.NEVER, "auto": OverSsh.AUTO}[endpoints.over_ssh]
    authorities = (endpoints.ca,) if isinstance(endpoints.ca, str) else endpoints.ca
    client = endpoints.exhibitor_tls
    return Access(
        over_ssh=over_ssh,
        ca=tuple(each if each == SYSTEM else _path(each, base) for each in authorities) or (SYSTEM,),
        client={Service.EXHIBITOR: _client(client, base)} if client else {},
        proxy=endpoints.proxy or "",
        credentials=_credentials(credentials, base, cluster_id) if credentials else None,
    )


def _client(client: ClientTlsDocument, base: Path) -> ClientTls:
    authority = _path(client.ca, base) if client.ca else None
    return ClientTls(certificate=_path(client.certificate, base), key=_path(client.key, base), ca=authority)


def _credentials(document: CredentialsDocument, base: Path, cluster_id: str | None) -> Credentials:
    user = document.user or ""
    if document.password:
        return Password(user=user, password=reference(document.password, base, what=f"password of {user}"))
    if document.service_account:
        what = "secret of the service account"
        return ServiceAccount(user=user, secret=reference(document.service_account, base, what=what, lines=True))
    if document.token:
        return ReadyToken(token=reference(document.token, base, what="token"))
    named = document.dcos_cli if isinstance(document.dcos_cli, str) else ""
    return DcosCli(cluster=named, cluster_id=cluster_id)


def _path(text: str, base: Path) -> Path:
    return base.absolute() / Path(text).expanduser()
