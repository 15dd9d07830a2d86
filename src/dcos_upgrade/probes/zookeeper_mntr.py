"""Each ZooKeeper server's own figures; the leader alone knows how many followers are in step with it."""

from __future__ import annotations

import math

import msgspec

from dcos_upgrade.core.probe import Answer, FourLetterWord, Probe, every_master
from dcos_upgrade.probes.reading import text, unreadable


class Mntr(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that the server did not give is None. ``synced_followers`` is there on a leader only."""

    server_state: str
    synced_followers: float | None = None
    znode_count: float | None = None
    outstanding_requests: float | None = None
    open_files: float | None = None
    max_files: float | None = None


def parse(answer: Answer) -> Mntr:
    values = dict(_pair(line) for line in text(answer).splitlines() if line.startswith("zk_"))
    state = values.get("zk_server_state")
    if not state:
        raise unreadable(answer, "no server state in the answer to mntr")
    return Mntr(
        server_state=state,
        synced_followers=_number(values, "zk_synced_followers"),
        znode_count=_number(values, "zk_znode_count"),
        outstanding_requests=_number(values, "zk_outstanding_requests"),
        open_files=_number(values, "zk_open_file_descriptor_count"),
        max_files=_number(values, "zk_max_file_descriptor_count"),
    )


def _pair(line: str) -> tuple[str, str]:
    """ZooKeeper separates by a tab; pasted answers by spaces."""
    key, *rest = line.split(maxsplit=1)
    return key, rest[0].strip() if rest else ""


def _number(values: dict[str, str], key: str) -> float | None:
    try:
        number = float(values.get(key, ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


PROBE = Probe(
    id="zookeeper-mntr",
    title="Figures of each ZooKeeper server",
    source="workbook, 'Zookeeper Health Check'; ZooKeeper 3.4, four-letter words",
    fact=Mntr,
    question=FourLetterWord(word="mntr"),
    parse=parse,
    subjects=every_master,
)
