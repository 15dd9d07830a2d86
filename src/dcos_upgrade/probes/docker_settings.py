"""How each agent's Docker is set: where and how it stores, and whether containers outlive its daemon. A hung daemon is told as that."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.docker_version import DockerState
from dcos_upgrade.probes.reading import output, unreadable

SECONDS = 10
"""A daemon that needs longer to tell its settings is taken to hang."""

_LABELS = "Storage Driver|Data loop file|Cgroup Driver|Docker Root Dir|Live Restore Enabled|Running"
# Only these lines: the others may hold a proxy's password. The file counts where the daemon is too old to say (before 1.13).
_COMMAND = (
    "command -v docker >/dev/null 2>&1 || { echo absent; exit 0; }; "
    f"bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 1 {SECONDS}'; "
    "said=$($bound docker info 2>/dev/null); code=$?; "
    "case $code in 0) echo running ;; 124 | 137) echo hung ;; *) echo down ;; esac; "
    f"[ \"$code\" != 0 ] || printf '%s\\n' \"$said\" | grep -E '^ *({_LABELS}):' || :; "
    "f=/etc/docker/daemon.json; [ ! -r $f ] || "
    "sed -n 's/.*\"live-restore\"[[:space:]]*:[[:space:]]*\\([a-z]*\\).*/file live-restore: \\1/p' $f"
)
_LINE = re.compile(rf"^\s*({_LABELS}|file live-restore):\s*(.*)$")
_FLAGS = {"true": True, "false": False}


class DockerSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``live_restore`` None: neither the daemon nor its file says. ``loop_file``: devicemapper writes into a file, not a device."""

    state: DockerState
    storage_driver: str = ""
    loop_file: bool = False
    cgroup_driver: str = ""
    root_directory: str = ""
    live_restore: bool | None = None
    running: int | None = None


def parse(answer: Answer) -> DockerSettings:
    first, *rest = output(answer).strip().splitlines() or [""]
    if first not in _STATES:
        raise unreadable(answer, "neither Docker's settings nor the reason why there are none")
    said = {match[1]: match[2].strip() for line in rest if (match := _LINE.match(line))}
    running = said.get("Running", "")
    return DockerSettings(
        state=DockerState(first),
        storage_driver=said.get("Storage Driver", ""),
        loop_file=bool(said.get("Data loop file")),
        cgroup_driver=said.get("Cgroup Driver", ""),
        root_directory=said.get("Docker Root Dir", ""),
        live_restore=_live_restore(said),
        running=int(running) if running.isascii() and running.isdigit() and len(running) < 9 else None,
    )


_STATES = frozenset(DockerState)


def _live_restore(said: dict[str, str]) -> bool | None:
    """By the daemon; else by its file, where a word that is no flag says nothing."""
    daemon, file = said.get("Live Restore Enabled"), said.get("file live-restore")
    return _FLAGS.get(daemon.lower()) if daemon is not None else _FLAGS.get(file or "")


PROBE = Probe(
    id="docker-settings",
    title="Settings of Docker on each agent, and how many containers it runs",
    source="workbook, 'Gathering Data' (Docker), 'Commands' (containers on each host); docker info, 1.11 to 20.10",
    fact=DockerSettings,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_agent,
)
