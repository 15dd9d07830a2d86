"""Packages that are installed."""

from __future__ import annotations

from dcos_upgrade.saved.facts import kept
from dcos_upgrade.saved.kind import Kind
from dcos_upgrade.saved.marks import listing

KIND = Kind(
    id="cosmos-packages",
    title="Installed packages",
    source="Cosmos /package/list",
    recognise=listing("packages", "packageInformation", "name"),
    read=kept,
)
