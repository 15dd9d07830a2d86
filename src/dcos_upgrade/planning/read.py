"""A plan file's bytes as a plan, or the reason why it is none."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade import __version__
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.plan import Plan
from dcos_upgrade.core.tool_version import why_not_read
from dcos_upgrade.planning.digest import verify

SCHEMA = "dcos-upgrade/plan/1"
FAMILY = "dcos-upgrade/plan/"
AGAIN = "dcos-upgrade plan --snapshot DIR --to VERSION --out plan.json"


def read_plan(data: bytes, *, where: str = "") -> Plan:
    """Raises Unreadable for what is truncated or no JSON, Refused for what is not a plan of ours or was changed."""
    document = _document(data, where)
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise Refused("this file is not a plan", where=where, evidence=_found(document), next_command=AGAIN)
    of_this_version(str(document.get("tool_version", "")), where=where)
    try:
        plan = msgspec.convert(document, Plan)
    except msgspec.ValidationError as error:
        raise Refused("this plan cannot be used", where=where, evidence=str(error), next_command=AGAIN) from error
    verify(plan, where=where)
    return plan


def of_this_version(writer: str, *, where: str) -> None:
    """Raises Refused for a plan of a version whose plans this one does not read."""
    why = why_not_read(writer, __version__)
    if why:
        raise Refused("this plan is of another version of the tool", where=where, evidence=why, next_command=AGAIN)


def _document(data: bytes, where: str) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(
            "the plan is truncated or not JSON", where=where, evidence=str(error), next_command=AGAIN
        ) from error


def _found(document: Any) -> str:
    if isinstance(document, dict) and str(document.get("schema", "")).startswith(FAMILY):
        return f"it is a plan of another version of the tool: its schema is {document['schema']!r}, not {SCHEMA!r}"
    if isinstance(document, dict):
        return f"its schema is {document.get('schema')!r}, not {SCHEMA!r}"
    return f"it holds a {type(document).__name__}"
