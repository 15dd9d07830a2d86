"""The ensemble as an Exhibitor sees it, in any order."""

from __future__ import annotations

from dcos_upgrade.probes import exhibitor_status
from dcos_upgrade.saved.facts import told
from dcos_upgrade.saved.kind import Content, Kind, Said
from dcos_upgrade.saved.marks import rows


def read(content: Content) -> Said:
    """Its rows are the masters; ``hostname`` holds their addresses."""
    one = told(exhibitor_status.PROBE, content)
    assert isinstance(one.value, exhibitor_status.ExhibitorStatus)
    return Said(facts=(one,), masters=one.value.hostnames)


KIND = Kind(
    id="exhibitor-status",
    title="Ensemble as an Exhibitor sees it",
    source="Exhibitor /exhibitor/v1/cluster/status",
    recognise=rows("code", "hostname", "isLeader"),
    read=read,
)
