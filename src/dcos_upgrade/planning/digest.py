"""The name of a plan: SHA-256 over its canonical JSON. What people approve is this."""

from __future__ import annotations

import hashlib

import msgspec

from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.plan import Plan, canonical


def digest_of(plan: Plan) -> str:
    return hashlib.sha256(canonical(msgspec.structs.replace(plan, digest=""))).hexdigest()


def sealed(plan: Plan) -> Plan:
    """The plan with its digest, as a reader of its file will have it: 400 and 400.0 are one number and two digests."""
    as_read = msgspec.json.decode(canonical(plan), type=Plan)
    return msgspec.structs.replace(as_read, digest=digest_of(as_read))


def verify(plan: Plan, *, where: str = "") -> None:
    """Raises Refused when the plan is not the one that its digest names."""
    found = digest_of(plan)
    if plan.digest == found:
        return
    raise Refused(
        "this plan was changed after it was made",
        where=where,
        evidence=f"its digest says {plan.digest[:12] or 'nothing'}, its content is {found[:12]}",
        next_command="dcos-upgrade plan --snapshot DIR --to VERSION --out plan.json",
    )
