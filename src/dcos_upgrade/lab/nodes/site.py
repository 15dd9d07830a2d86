"""The lab's cluster as its installer sees it."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.lab.contract import LabSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """``bootstrap_url`` has no slash at its end; its port is known only when the bootstrap host listens."""

    spec: LabSpec
    bootstrap_url: str
