"""The cluster's id as each master keeps it; it never changes, through no upgrade."""

from __future__ import annotations

import re

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import one_word, unreadable

_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$", re.ASCII)


def parse(answer: Answer) -> str:
    word = one_word(answer)
    if _ID.match(word) is None:
        raise unreadable(answer, "not a cluster id")
    return word


PROBE = Probe(
    id="cluster-id",
    title="Cluster id on each master",
    source="/var/lib/dcos/cluster-id",
    fact=str,
    question=Command(text="cat /var/lib/dcos/cluster-id"),
    parse=parse,
    subjects=every_master,
)
