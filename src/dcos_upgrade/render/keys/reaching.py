"""Who lets us in, as keys."""

from __future__ import annotations

from dcos_upgrade.core.redaction import redact_text
from dcos_upgrade.usecases.reaching import Visit


def visit_keys(visit: Visit) -> dict[str, object]:
    """``what``, ``where``, ``evidence`` and ``next`` are empty for a node that lets us in."""
    error = visit.error
    return {
        "node": str(visit.node.id),
        "address": visit.node.address,
        "reached": error is None,
        "exit": 0 if error is None else int(error.exit_code),
        "what": "" if error is None else error.what,
        "where": "" if error is None else error.where,
        "evidence": "" if error is None else redact_text(error.evidence),
        "next": "" if error is None else error.next_command,
    }
