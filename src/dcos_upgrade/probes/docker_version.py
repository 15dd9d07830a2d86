"""Which Docker each node runs, and whether its daemon answers at all: a hung one keeps an agent from coming back."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

SECONDS = 10
"""A daemon that needs longer for its own version is taken to hang."""

_COMMAND = (
    "command -v docker >/dev/null 2>&1 || { echo absent; exit 0; }; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "said=$($bound docker version --format '{{.Server.Version}}' 2>/dev/null); code=$?; "
    'case $code in 0) echo "running $said" ;; 124 | 137) echo hung ;; *) echo down ;; esac; '
    '[ "$code" = 0 ] || exit 0; '
    "for part in GitCommit Platform.Name; do "
    'printf "%s %s\\n" $part "$($bound docker version --format "{{.Server.$part}}" 2>/dev/null)"; done'
)
_COMMIT = re.compile(r"^[0-9a-f]{6,40}(/[\w.-]{1,40})?$", re.ASCII)
_PART = re.compile(r"^(GitCommit|Platform\.Name) (.*)$")


_NUMBERS = re.compile(r"^\d{1,4}(?:\.\d{1,4}){1,2}(?![\d.])", re.ASCII)


class DockerState(StrEnum):
    RUNNING = "running"
    HUNG = "hung"
    DOWN = "down"
    ABSENT = "absent"


class DockerBuild(StrEnum):
    """Who built the daemon. Red Hat's own says the version behind its commit (``b2f74b2/1.13.1``); later ones name their edition."""

    DOCKER = "docker"
    RED_HAT = "red-hat"
    COMMUNITY = "community"
    ENTERPRISE = "enterprise"


class DockerVersion(msgspec.Struct, frozen=True, kw_only=True):
    """``version`` is the daemon's, empty unless it is running; ``build`` is None where the daemon does not tell."""

    state: DockerState
    version: str = ""
    build: DockerBuild | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """17.05.0-ce as (17, 5, 0); empty for what is no version."""
        match = _NUMBERS.match(self.version)
        return tuple(int(part) for part in match[0].split(".")) if match else ()

    def __str__(self) -> str:
        return f"{self.state} {self.version}".strip()


def parse(answer: Answer) -> DockerVersion:
    first, *rest = output(answer).strip().splitlines() or [""]
    words = first.split()
    if len(words) == 2 and words[0] == DockerState.RUNNING:
        return DockerVersion(state=DockerState.RUNNING, version=words[1], build=_build(rest))
    if len(words) == 1 and words[0] in {DockerState.HUNG, DockerState.DOWN, DockerState.ABSENT}:
        return DockerVersion(state=DockerState(words[0]))
    raise unreadable(answer, "neither a version nor the reason why there is none")


def _build(lines: list[str]) -> DockerBuild | None:
    """The name of the platform decides; it is not there before 18.x, and then the form of the commit does."""
    said = {match[1]: match[2].strip() for line in lines if (match := _PART.match(line))}
    name, commit = said.get("Platform.Name", "").lower(), _COMMIT.match(said.get("GitCommit", ""))
    for build in (DockerBuild.ENTERPRISE, DockerBuild.COMMUNITY):
        if build in name:
            return build
    if commit is None:
        return None
    return DockerBuild.RED_HAT if commit[1] else DockerBuild.DOCKER


PROBE = Probe(
    id="docker-version",
    title="Docker of each node, and whether it answers",
    source="workbook, 'Pre-Upgrade Checklist'; docker version",
    fact=DockerVersion,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
