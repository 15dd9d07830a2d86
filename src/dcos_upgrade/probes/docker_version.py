"""Which Docker each agent runs, and whether its daemon answers at all: a hung one keeps an agent from coming back."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

SECONDS = 10
"""A daemon that needs longer for its own version is taken to hang."""

_COMMAND = (
    "command -v docker >/dev/null 2>&1 || { echo absent; exit 0; }; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "said=$($bound docker version --format '{{.Server.Version}}' 2>/dev/null); code=$?; "
    'case $code in 0) echo "running $said" ;; 124 | 137) echo hung ;; *) echo down ;; esac'
)


class DockerState(StrEnum):
    RUNNING = "running"
    HUNG = "hung"
    DOWN = "down"
    ABSENT = "absent"


class DockerVersion(msgspec.Struct, frozen=True, kw_only=True):
    """``version`` is the daemon's, empty unless it is running."""

    state: DockerState
    version: str = ""

    def __str__(self) -> str:
        return f"{self.state} {self.version}".strip()


def parse(answer: Answer) -> DockerVersion:
    words = output(answer).split()
    if len(words) == 2 and words[0] == DockerState.RUNNING:
        return DockerVersion(state=DockerState.RUNNING, version=words[1])
    if len(words) == 1 and words[0] in {DockerState.HUNG, DockerState.DOWN, DockerState.ABSENT}:
        return DockerVersion(state=DockerState(words[0]))
    raise unreadable(answer, "neither a version nor the reason why there is none")


PROBE = Probe(
    id="docker-version",
    title="Docker of each agent, and whether it answers",
    source="workbook, 'Pre-Upgrade Checklist'; docker version",
    fact=DockerVersion,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
