"""Which boot each node is in; another id means that the node was rebooted."""

from __future__ import annotations

import re

from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.probes.reading import one_word, unreadable

_UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def parse(answer: Answer) -> str:
    word = one_word(answer).lower()
    if _UUID.match(word) is None:
        raise unreadable(answer, "not a boot id")
    return word


PROBE = Probe(
    id="boot-id",
    title="Boot of each node",
    source="Linux, /proc/sys/kernel/random/boot_id",
    fact=str,
    question=Command(text="cat /proc/sys/kernel/random/boot_id"),
    parse=parse,
    subjects=every_node,
)
