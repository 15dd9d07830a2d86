"""The cluster's id as each master keeps it; it never changes, through no upgrade."""

from __future__ import annotations

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import one_word


def parse(answer: Answer) -> str:
    return one_word(answer)


PROBE = Probe(
    id="cluster-id",
    title="Cluster id on each master",
    source="/var/lib/dcos/cluster-id",
    fact=str,
    question=Command(text="cat /var/lib/dcos/cluster-id"),
    parse=parse,
    subjects=every_master,
)
