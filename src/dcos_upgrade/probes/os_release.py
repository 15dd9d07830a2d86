"""Which operating system and kernel each node runs."""

from __future__ import annotations

import re

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

# Read, never sourced: the file could hold anything.
_COMMAND = (
    "f=/etc/os-release; [ -r $f ] || f=/usr/lib/os-release; "
    "grep -E '^(ID|VERSION_ID)=' $f; printf 'KERNEL=%s\\n' \"$(uname -r)\""
)
_LINE = re.compile(r"^(ID|VERSION_ID|KERNEL)=(.*)$")


class OsRelease(msgspec.Struct, frozen=True, kw_only=True):
    """``version`` is empty for systems without one (rolling releases)."""

    id: str
    version: str
    kernel: str


def parse(answer: Answer) -> OsRelease:
    matches = (_LINE.match(line.strip()) for line in output(answer).splitlines())
    found = {match[1]: match[2].strip().strip("\"'") for match in matches if match}
    if not found.get("ID") or not found.get("KERNEL"):
        raise unreadable(answer, "the system does not name itself")
    return OsRelease(id=found["ID"], version=found.get("VERSION_ID", ""), kernel=found["KERNEL"])


PROBE = Probe(
    id="os-release",
    title="Operating system and kernel of each node",
    source="os-release(5); uname -r",
    fact=OsRelease,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
