"""ZooKeeper's answer to mntr, as it sends it or as it was pasted with spaces."""

from __future__ import annotations

from dcos_upgrade.probes import zookeeper_mntr
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Content, Kind


def _recognise(content: Content) -> bool:
    return "zk_server_state" in content.text and content.value is None


KIND = Kind(
    id="zookeeper-mntr",
    title="Figures of a ZooKeeper server",
    source="ZooKeeper 3.4 and 3.5, four-letter words",
    recognise=_recognise,
    read=fact(zookeeper_mntr.PROBE),
)
