"""Snapshot against snapshot: what differs, and which of it is lost, expected or unknown."""

from dcos_upgrade.drift.compare import compare
from dcos_upgrade.drift.difference import Change, Drift, Loss, Unjudged

__all__ = ["Change", "Drift", "Loss", "Unjudged", "compare"]
