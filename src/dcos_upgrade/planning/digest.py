"""The name of a plan: SHA-256 over its canonical JSON. What people approve is this."""

from __future__ import annotations

import hashlib

import msgspec

from dcos_upgrade.core.plan import Plan, canonical


def digest_of(plan: Plan) -> str:
    return hashlib.sha256(canonical(msgspec.structs.replace(plan, digest=""))).hexdigest()


def sealed(plan: Plan) -> Plan:
    """The plan with its digest."""
    return msgspec.structs.replace(plan, digest=digest_of(plan))
