"""ZooKeeper's answer to srvr."""

from __future__ import annotations

from dcos_upgrade.probes import zookeeper_srvr
from dcos_upgrade.saved.facts import fact
from dcos_upgrade.saved.kind import Content, Kind


def _recognise(content: Content) -> bool:
    return content.text.startswith("Zookeeper version:") and "Mode:" in content.text


KIND = Kind(
    id="zookeeper-srvr",
    title="Role of a ZooKeeper server",
    source="ZooKeeper 3.4 and 3.5, four-letter words",
    recognise=_recognise,
    read=fact(zookeeper_srvr.PROBE),
)
