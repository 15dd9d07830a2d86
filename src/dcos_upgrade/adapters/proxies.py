"""Which proxy a URL is asked through: none unless cluster.yaml says one, and never one for this machine itself."""

from __future__ import annotations

import base64
import ipaddress
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from dcos_upgrade.adapters.access import ENVIRONMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """``url`` without a login; who logs in there stands in ``headers``, which only the proxy gets."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def proxy_of(url: str, said: str) -> Proxy | None:
    """``said`` is a URL, ENVIRONMENT or nothing; no_proxy of the environment counts for both."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not said or _is_here(host):
        return None
    found = urllib.request.getproxies_environment()
    if urllib.request.proxy_bypass_environment(parts.netloc.rpartition("@")[2], found):  # type: ignore[attr-defined]  # not in the stubs
        return None
    place = found.get(parts.scheme, "") if said == ENVIRONMENT else said
    return _proxy(place) if place else None


def _proxy(place: str) -> Proxy:
    parts = urlsplit(place if "://" in place else f"http://{place}")
    bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    if parts.username is None:
        return Proxy(url=bare)
    login = base64.b64encode(f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()).decode()
    return Proxy(url=bare, headers={"Authorization": f"Basic {login}"})


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
