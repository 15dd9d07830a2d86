"""Groups of people."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import only

KIND = Kind(
    id="acl-groups",
    title="Groups of people",
    source="DC/OS /acs/api/v1/groups",
    recognise=only("array"),
    read=kept,
)
