"""Whether Docker's client runs with DC/OS's own libraries before the system's, as each agent starts it."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

SECONDS = 10
LONGEST = 200

_COMMAND = (
    "command -v docker >/dev/null 2>&1 || { echo absent; exit 0; }; "
    "[ -r /opt/mesosphere/environment.export ] || exit 1; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "said=$(. /opt/mesosphere/environment.export; $bound docker version --format '{{.Client.Version}}' 2>&1); code=$?; "
    '[ "$code" = 0 ] && echo runs || { echo "ends with $code"; printf "%s\\n" "$said" | head -n 3; }'
)

_LOADER = re.compile(
    r"relocation error|symbol lookup error|error while loading shared libraries|undefined symbol|libltdl|"
    r"version [`'][^']{1,60}' not (?:found|defined)"
)


class DockerLoads(StrEnum):
    """``OTHERWISE``: it was loaded, and then failed for a reason of its own (no daemon): not a matter of libraries."""

    RUNS = "runs"
    CONFLICT = "conflict"
    OTHERWISE = "otherwise"
    ABSENT = "absent"


class DockerUnderDcos(msgspec.Struct, frozen=True, kw_only=True):
    """``said`` is what the client or the loader printed, cut off."""

    state: DockerLoads
    said: str = ""


def parse(answer: Answer) -> DockerUnderDcos:
    first, _, rest = output(answer).strip().partition("\n")
    if first in {DockerLoads.RUNS, DockerLoads.ABSENT}:
        return DockerUnderDcos(state=DockerLoads(first))
    if not first.startswith("ends with "):
        raise unreadable(answer, "neither that Docker runs nor how it ended")
    said = " ".join(rest.split())[:LONGEST]
    state = DockerLoads.CONFLICT if _LOADER.search(said) else DockerLoads.OTHERWISE
    return DockerUnderDcos(state=state, said=said)


PROBE = Probe(
    id="docker-under-dcos",
    title="Docker's client with DC/OS's libraries on each agent",
    source="DC/OS upgrade documentation 1.9 to 2.2 (libltdl on RHEL and CentOS agents)",
    fact=DockerUnderDcos,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
