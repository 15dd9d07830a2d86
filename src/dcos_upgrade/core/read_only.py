"""Which GETs change something. Some services of DC/OS have such; no question of this tool is one of them, wherever its URL came from.

An address may come out of an answer (a framework names where it listens), so it is the request that is judged and not who wrote it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

MOST_DECODINGS = 4
"""How often ``%25…`` is taken off a path before it counts as a trick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutator:
    """Paths that change something although they may be asked with GET. ``path`` is matched in lower case, behind any prefix."""

    path: re.Pattern[str]
    does: str
    source: str


def _anywhere(path: str, does: str, source: str) -> Mutator:
    return Mutator(path=re.compile(rf"/{path}(?:/|$)"), does=does, source=source)


def _of_mesos(path: str, does: str, source: str) -> Mutator:
    """On the process's own port or behind Admin Router; an app may be called anything."""
    before = r"^(?:/mesos|/(?:agent|slave)/[^/]+)?(?:/master|/slave\(\d+\))?"
    return Mutator(path=re.compile(rf"{before}/{path}(?:/|$)"), does=does, source=source)


_OF_FRAMEWORKS = "teardown|shutdown|reserve|unreserve|create-volumes|destroy-volumes"
MUTATORS = (
    _anywhere("exhibitor/v1/cluster/(?:start|stop|restart|set)", "starts or stops ZooKeeper", "Exhibitor 1.5, cluster"),
    _anywhere(
        "exhibitor/v1/config/(?:set|set-rolling|rollback-rolling|force-commit-rolling)",
        "changes Exhibitor's configuration",
        "Exhibitor 1.5, config",
    ),
    _anywhere("exhibitor/v1/explorer/znode", "may change a znode", "Exhibitor 1.5, explorer"),
    _of_mesos("machine/(?:up|down)", "takes a machine down or up", "Mesos, maintenance"),
    _of_mesos(f"(?:{_OF_FRAMEWORKS})", "changes frameworks or reservations", "Mesos, operator endpoints"),
    _of_mesos("logging/toggle", "changes what the process logs", "libprocess, logging"),
    _of_mesos("(?:memory-)?profiler/(?:start|stop)", "starts or stops a profiler", "libprocess, profilers"),
)


def changes(url: str) -> str:
    """What a GET of this URL or path would change, with its source; an empty text for one that only reads."""
    path = _plain(urlsplit(f"http://node{url}" if url.startswith("/") else url).path)
    if path is None:
        return "its path is encoded more than anybody needs"
    found = next((each for each in MUTATORS if each.path.search(path)), None)
    return f"{found.does} ({found.source})" if found else ""


def _plain(path: str) -> str | None:
    """The path as a server takes it: decoded, in lower case, without empty and dotted parts; None where it never ends."""
    for _ in range(MOST_DECODINGS):
        decoded = unquote(path)
        if decoded == path:
            parts = path.lower().replace("\\", "/").split("/")
            return "/" + "/".join(part.split(";")[0] for part in parts if part not in ("", ".", ".."))
        path = decoded
    return None
