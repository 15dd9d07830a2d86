"""A node that fetches an older upgrade script than all others, with another configuration in it."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.STALE_SCRIPT,
    title="This node is served an upgrade script of an earlier generation",
    source="failure mode: the URL of an older script, still served, is used on one node",
    target=Target.ANY,
)
