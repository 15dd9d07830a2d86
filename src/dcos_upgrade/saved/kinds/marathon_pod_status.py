"""Pods of a Marathon with their instances."""

from __future__ import annotations

from dataclasses import replace

from dcos_upgrade.probes import marathon_pods
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marathon import said_of
from dcos_upgrade.saved.marks import rows


def read(content: Content) -> Said:
    named = said_of(content, None, content.rows, whole=True)
    return replace(named, facts=(*named.facts, told(marathon_pods.PROBE, content)))


KIND = Kind(
    id="marathon-pod-status",
    title="Status of the pods of a Marathon",
    source="Marathon /v2/pods/::status, 1.4 to 1.11",
    recognise=rows("id", "status", "statusSince"),
    read=read,
)
