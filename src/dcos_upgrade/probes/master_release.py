"""The release that lies on each master: whether a component that is new to the cluster can be on all of them yet."""

from __future__ import annotations

from dcos_upgrade.core.probe import Probe, every_master
from dcos_upgrade.probes import dcos_version
from dcos_upgrade.probes.dcos_version import DcosVersion

PROBE = Probe(
    id="master-release",
    title="Release on each master",
    source=dcos_version.PROBE.source,
    fact=DcosVersion,
    question=dcos_version.PROBE.question,
    parse=dcos_version.parse,
    subjects=every_master,
)
