"""An audit as JSON keys."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.usecases.leftovers import Audit


def leftovers_keys(audit: Audit) -> dict[str, Any]:
    """``leftovers`` holds everything that was found, the expected as well: ``verdict`` tells them apart."""
    return {
        "leftovers": [msgspec.to_builtins(found) for found in audit.found],
        "unknown": [msgspec.to_builtins(unseen) for unseen in audit.unseen],
    }
