"""What the history service keeps: a list of short accounts, of which the last is the newest."""

from __future__ import annotations

import msgspec

from dcos_upgrade.probes.mesos_summary import SUMMARY, MesosSummary
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import rows


def read(content: Content) -> Said:
    one = told(SUMMARY, content, msgspec.json.encode(content.rows[-1]))
    assert isinstance(one.value, MesosSummary)
    return Said(facts=(one,), agents=one.value.slaves)


KIND = Kind(
    id="history",
    title="History of short accounts",
    source="DC/OS /dcos-history-service/history",
    recognise=rows("slaves", "frameworks"),
    read=read,
)
