"""GET at the URLs that were given and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from dcos_upgrade.adapters.endpoints import Endpoints
from dcos_upgrade.adapters.http import HttpApi
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable, Usage
from dcos_upgrade.core.probe import Answer, Service

TIMEOUT = 60.0
"""Seconds for a whole answer: the /state of a large cluster takes its time."""


class GivenServices:
    """Implements ports.Api. ``urls`` by service and node id; a service of a node that has none is not asked."""

    def __init__(self, urls: Mapping[Service, Mapping[str, str]], *, total_timeout: float = TIMEOUT) -> None:
        self._urls = urls
        self._http = HttpApi(Endpoints(overrides=dict(urls)), total_timeout=total_timeout)
        self._places = {_place(url) for each in urls.values() for url in each.values()}

    async def get(self, node: Node, service: Service, path: str) -> Answer:
        if node.id not in self._urls.get(service, {}):
            raise Unreachable(f"not asked: no URL of its {service} was given", where=node.id)
        return await self._http.get(node, service, path)

    async def get_url(self, url: str) -> Answer:
        if _place(url) not in self._places:
            raise Unreachable("not asked: its URL was not given", where=url)
        return await self._http.get_url(url)

    async def close(self) -> None:
        await self._http.close()


def given_url(text: str, flag: str) -> str:
    """The URL without a slash at its end. Raises Usage for what is no http or https URL."""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or any(character.isspace() for character in text):
        raise Usage(f"{flag} wants a URL such as http://10.0.1.1:5050", next_command="dcos-upgrade capture --help")
    return (
        text.rstrip("/").removesuffix("/exhibitor/v1").removesuffix("/exhibitor")
        if flag == "--exhibitor"
        else text.rstrip("/")
    )


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
