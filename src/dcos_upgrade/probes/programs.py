"""Programs that DC/OS expects on each node and does not bring along."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

NAMES = ("bash", "curl", "ipset", "tar", "timeout", "unzip", "xz")

_COMMAND = (
    "PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; "
    f"for name in {' '.join(NAMES)}; do "
    'if command -v "$name" >/dev/null 2>&1; then echo "$name yes"; else echo "$name no"; fi; done'
)


class Programs(msgspec.Struct, frozen=True, kw_only=True):
    """Those of NAMES that there are."""

    found: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in NAMES if name not in self.found)


def parse(answer: Answer) -> Programs:
    said = dict(line.split() for line in output(answer).splitlines() if len(line.split()) == 2)
    if any(said.get(name) not in ("yes", "no") for name in NAMES):
        raise unreadable(answer, "the list of programs is not whole")
    return Programs(found=tuple(name for name in NAMES if said[name] == "yes"))


PROBE = Probe(
    id="programs",
    title="Programs that DC/OS expects on each node",
    source="vendor's system requirements and upgrade pages 1.9 to 2.2 (ipset, unzip, xz, tar, curl)",
    fact=Programs,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
