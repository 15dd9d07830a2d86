"""What a swap of generations leaves on a node: whether one is under way, was broken off, or is complete."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import output, unreadable

_NAMES = ("install_progress", "active", "active.new", "active.old", "environment.export")
_COMMAND = (
    f"for name in {' '.join(_NAMES)}; do "
    'if [ -e "/opt/mesosphere/$name" ] || [ -L "/opt/mesosphere/$name" ]; '
    'then echo "$name yes"; else echo "$name no"; fi; done'
)


class SwapLeftovers(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the names under /opt/mesosphere exist. ``install_progress`` is there only while a swap is under way."""

    install_progress: bool
    active: bool
    new: bool
    old: bool
    environment: bool

    @property
    def complete(self) -> bool:
        """No swap is under way or was broken off."""
        return self.active and self.environment and not self.install_progress


def parse(answer: Answer) -> SwapLeftovers:
    found = dict(line.split() for line in output(answer).splitlines() if len(line.split()) == 2)
    if any(found.get(name) not in ("yes", "no") for name in _NAMES):
        raise unreadable(answer, "the list of what lies under /opt/mesosphere is not whole")
    there = {name: word == "yes" for name, word in found.items()}
    return SwapLeftovers(
        install_progress=there["install_progress"],
        active=there["active"],
        new=there["active.new"],
        old=there["active.old"],
        environment=there["environment.export"],
    )


PROBE = Probe(
    id="swap-leftovers",
    title="Traces of a swap on each node",
    source="pkgpanda activate, 1.9 to 2.2",
    fact=SwapLeftovers,
    question=Command(text=_COMMAND),
    parse=parse,
    subjects=every_node,
)
