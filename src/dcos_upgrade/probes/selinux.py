"""Whether SELinux enforces on each node, and by which policy."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

# A system without the programs of SELinux may still have it in its kernel; one without its file system has it not.
_COMMAND = (
    "PATH=$PATH:/usr/sbin:/sbin; "
    "if command -v getenforce >/dev/null 2>&1; then said=$(getenforce 2>/dev/null); "
    "elif [ -r /sys/fs/selinux/enforce ]; then said=$(cat /sys/fs/selinux/enforce); else said=disabled; fi; "
    'echo "mode $said"; '
    "f=/etc/selinux/config; [ ! -r $f ] || sed -n 's/^SELINUXTYPE=[[:space:]]*/policy /p' $f"
)


class Mode(StrEnum):
    ENFORCING = "enforcing"
    PERMISSIVE = "permissive"
    DISABLED = "disabled"


_MODES = {"1": Mode.ENFORCING, "0": Mode.PERMISSIVE, **{str(mode): mode for mode in Mode}}


class SeLinux(msgspec.Struct, frozen=True, kw_only=True):
    """``policy`` is that of the next boot by the system's file; empty where it names none."""

    mode: Mode
    policy: str = ""


def parse(answer: Answer) -> SeLinux:
    said: dict[str, str] = {}
    for line in output(answer).splitlines():
        word, _, rest = line.partition(" ")
        said[word] = rest.strip().strip("\"'")
    mode = _MODES.get(said.get("mode", "").lower())
    if mode is None or not set(said) <= {"mode", "policy"}:
        raise unreadable(answer, "the system does not say whether SELinux enforces")
    return SeLinux(mode=mode, policy=said.get("policy", ""))


PROBE = Probe(
    id="selinux",
    title="SELinux on each node",
    source="vendor's system requirements 1.9 to 2.2; getenforce, /etc/selinux/config",
    fact=SeLinux,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
