"""The upgrade script was generated for another installed release than the nodes have."""

from __future__ import annotations

from dcos_upgrade.lab.contract import BootstrapMishap
from dcos_upgrade.lab.fault import bootstrap_mishap

FAULT = bootstrap_mishap(
    "script-for-another-release",
    BootstrapMishap.OTHER_SOURCE,
    title="The upgrade script expects another release on the nodes",
    source="failure mode: wrong version given to --generate-node-upgrade-script",
)
