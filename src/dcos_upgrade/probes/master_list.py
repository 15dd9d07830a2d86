"""The masters that each master was installed with. They never change through an upgrade; another list is another installation.

Where masters find each other through a load balancer or a store in the cloud there is no such file: then it is unknown, not empty.
"""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, Command, Probe, every_master
from dcos_upgrade.probes.reading import Name, json_body, output, unreadable


class MasterList(msgspec.Struct, frozen=True, kw_only=True):
    """Addresses, in the order of their names; each once."""

    masters: tuple[str, ...]


def parse(answer: Answer) -> MasterList:
    output(answer)
    listed = json_body(answer, answer.body, tuple[Name, ...])
    if not listed:
        raise unreadable(answer, "the list names no master")
    return MasterList(masters=tuple(sorted(set(listed))))


PROBE = Probe(
    id="master-list",
    title="Masters that each master was installed with",
    source="workbook, 'Master List'; /opt/mesosphere/etc/master_list (static discovery, 1.9 to 2.2)",
    fact=MasterList,
    question=Command(text="cat /opt/mesosphere/etc/master_list"),
    parse=parse,
    subjects=every_master,
)
