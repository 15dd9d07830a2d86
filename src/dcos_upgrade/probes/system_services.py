"""Services of each node's own system that DC/OS needs, or that get into its way."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

NAMES = ("firewalld", "dnsmasq", "docker", "haproxy", "chronyd", "ntpd", "systemd-timesyncd")
ABSENT = "absent"

_COMMAND = (
    f"for unit in {' '.join(NAMES)}; do "
    'echo "[$unit]"; systemctl show "$unit.service" -p LoadState -p ActiveState 2>/dev/null; done; echo "[end]"'
)
_STATE = re.compile(r"^[a-z-]{1,30}$", re.ASCII)


class SystemServices(msgspec.Struct, frozen=True, kw_only=True):
    """State by name, as systemd has it (active, inactive, failed …); ``absent`` where there is no such unit."""

    states: dict[str, str]

    def runs(self, name: str) -> bool:
        """It is up, or on its way up."""
        return self.states[name] in {"active", "activating", "reloading"}


def parse(answer: Answer) -> SystemServices:
    blocks: dict[str, dict[str, str]] = {}
    inside: dict[str, str] = {}
    for line in map(str.strip, output(answer).splitlines()):
        if line.startswith("[") and line.endswith("]"):
            inside = blocks.setdefault(line[1:-1], {})
        elif "=" in line:
            name, _, value = line.partition("=")
            inside[name] = value
    if set(blocks) != {*NAMES, "end"}:
        raise unreadable(answer, "the list of the system's services is not whole")
    return SystemServices(states={name: _state(answer, name, blocks[name]) for name in NAMES})


def _state(answer: Answer, name: str, said: dict[str, str]) -> str:
    if said.get("LoadState") == "not-found":
        return ABSENT
    state = said.get("ActiveState", "")
    if _STATE.match(state) is None:
        raise unreadable(answer, f"systemd does not say how {name} is")
    return state


PROBE = Probe(
    id="system-services",
    title="Services of each node's own system",
    source="vendor's system requirements 1.9 to 2.2 (firewalld, dnsmasq); workbook, 'Pre-Upgrade Checklist' (NTP, Docker)",
    fact=SystemServices,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
