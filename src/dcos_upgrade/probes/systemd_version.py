"""Which systemd each agent runs: before 218 it cannot delegate, and the tasks of an agent die with the agent's process."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_agent
from dcos_upgrade.probes.reading import output, unreadable

_FIRST = re.compile(r"systemd (\d{1,4})(?:[ .~-].*)?", re.ASCII)


class SystemdVersion(msgspec.Struct, frozen=True, kw_only=True):
    version: int


def parse(answer: Answer) -> SystemdVersion:
    first, _, _ = output(answer).partition("\n")
    match = _FIRST.fullmatch(first.strip())
    if match is None:
        raise unreadable(answer, "systemd does not say its version")
    return SystemdVersion(version=int(match[1]))


PROBE = Probe(
    id="systemd-version",
    title="Version of systemd on each agent",
    source="systemctl(1), --version",
    fact=SystemdVersion,
    question=Command(text="systemctl --version"),
    parse=parse,
    subjects=every_agent,
)
