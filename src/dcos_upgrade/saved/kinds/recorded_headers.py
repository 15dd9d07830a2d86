"""Status and headers that were recorded beside an answer. A redirect has nothing else to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dcos_upgrade.probes import mesos_redirect
from dcos_upgrade.saved.kind import Content, Kind, Said, Told
from dcos_upgrade.saved.marks import has


def headers_of(pairs: object) -> dict[str, str]:
    """Names in lower case, from a list of pairs or an object."""
    listed: Iterable[object] = pairs.items() if isinstance(pairs, dict) else pairs if isinstance(pairs, list) else ()
    found = (pair for pair in listed if isinstance(pair, list | tuple) and len(pair) == 2)
    return {str(name).lower(): str(value) for name, value in found}


def read(content: Content) -> Said:
    path = str(content.keys.get("path", ""))
    if content.keys["status"] != 307 or not path.endswith("/redirect"):
        return Said(note="status and headers of the answer beside it")
    headers = headers_of(content.keys["headers"])
    answer = replace(content.answer(mesos_redirect.PROBE), status=307, headers=headers)
    return Said(
        facts=(Told(probe=mesos_redirect.PROBE.id, value=mesos_redirect.PROBE.parse(answer), host=content.host),)
    )


KIND = Kind(
    id="recorded-headers",
    title="Status and headers of an answer",
    source="Mesos /redirect, 1.2 to 1.11; any service",
    recognise=has("status", "headers", "method"),
    read=read,
)
