"""Snapshots as bytes and back. A fact comes back as the type that its probe declares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from dcos_upgrade.core.cluster import Inventory, NodeId
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Evidence, Key, Observed, Snapshot

VERSION = 2
"""1 had no keyed digests: its secrets are all ``***``, and a comparison with it does not know of them."""
FAMILY = "dcos-upgrade/snapshot/"
SCHEMA = f"{FAMILY}{VERSION}"


class _Fact(msgspec.Struct, frozen=True, kw_only=True):
    probe: str
    subject: str
    value: msgspec.Raw = msgspec.Raw(b"null")
    unknown: str = ""
    time: datetime | None = None
    evidence: Evidence | None = None


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    schema: str
    taken: datetime
    inventory: Inventory
    facts: tuple[_Fact, ...]
    sealed_by: str = ""


def encode(snapshot: Snapshot) -> bytes:
    """Canonical JSON of the snapshot; the same snapshot gives the same bytes."""
    facts = tuple(_written(key, observed) for key, observed in sorted(snapshot.facts.items()))
    document = _Document(
        schema=SCHEMA,
        taken=snapshot.taken,
        inventory=snapshot.inventory,
        facts=facts,
        sealed_by=snapshot.sealed_by,
    )
    return canonical(document)


def decode(data: bytes, probes: Mapping[str, Probe[Any]]) -> Snapshot:
    """Raises Unreadable for what is truncated, Refused for what is no snapshot or a later version's.

    Facts of unknown probes are left out.
    """
    document = _document(data)
    facts = {
        (fact.probe, NodeId(fact.subject)): _read(fact, probes[fact.probe])
        for fact in document.facts
        if fact.probe in probes
    }
    return Snapshot(inventory=document.inventory, taken=document.taken, facts=facts, sealed_by=document.sealed_by)


def _document(data: bytes) -> _Document:
    try:
        document = msgspec.json.decode(data, type=_Document)
    except msgspec.ValidationError as error:
        raise Refused("this file is not a snapshot", evidence=str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("the snapshot is truncated or not JSON", evidence=str(error)) from error
    _readable(document.schema)
    return document


def _readable(schema: str) -> None:
    """Raises Refused for every schema but this version's and those before it."""
    version = schema.removeprefix(FAMILY)
    if not schema.startswith(FAMILY) or re.fullmatch(r"[1-9][0-9]{0,5}", version) is None:
        raise Refused(f"this snapshot has the schema {schema[:80]!r}, not {SCHEMA}")
    if int(version) > VERSION:
        raise Refused(
            f"this snapshot has the schema {schema}, which a later version of the tool wrote; this one reads up to {SCHEMA}",
            next_command="use the version of the tool that wrote it: it stands in the snapshot as tool_version",
        )


def _written(key: Key, observed: Observed[object]) -> _Fact:
    value = msgspec.Raw(canonical(observed.value))
    return _Fact(
        probe=key[0],
        subject=key[1],
        value=value,
        unknown=observed.unknown,
        time=observed.time,
        evidence=observed.evidence,
    )


def _read(fact: _Fact, probe: Probe[Any]) -> Observed[object]:
    if fact.unknown:
        return Observed(unknown=fact.unknown, time=fact.time, evidence=fact.evidence)
    try:
        value: object = msgspec.json.decode(fact.value, type=probe.fact)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        reason = f"the snapshot's value is not what {probe.id} makes: {error}"
        return Observed(unknown=reason, time=fact.time, evidence=fact.evidence)
    return Observed(value=value, time=fact.time, evidence=fact.evidence)
