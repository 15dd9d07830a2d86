"""Whether this version of the tool may read what lies in a journal. (Decision record 'Versions of ourselves'.)"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade import __version__
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.journal import KINDS, RunCreated, RunResumed, Written, strange_fields
from dcos_upgrade.core.tool_version import why_not_read


class _Versioned(msgspec.Struct):
    tool_version: str


class _Kind(msgspec.Struct):
    kind: str


WITH_A_VERSION = frozenset({RunCreated.__name__, RunResumed.__name__})


def of_this_version(row: dict[str, Any], path: Path) -> None:
    """Raises Refused where another version says so, or where its kinds of events are not ours."""
    if row["kind"] not in KINDS:
        why = f"{row['kind']} is no event that dcos-upgrade {__version__} knows"
    elif row["kind"] in WITH_A_VERSION:
        try:
            why = why_not_read(msgspec.json.decode(row["body"], type=_Versioned).tool_version, __version__)
        except msgspec.MsgspecError:
            return  # damaged: told as that, where it is read
    else:
        return
    if why:
        raise _other_version(f"{path}, entry {row['seq']}", why)


def plan_of_this_version(text: str, path: Path) -> None:
    """Raises Refused for a journal's plan that another version made and this one does not read, msgspec.MsgspecError for none."""
    why = why_not_read(msgspec.json.decode(text, type=_Versioned).tool_version, __version__)
    if why:
        raise _other_version(str(path), why)


def of_these_fields(entry: Written, path: Path) -> None:
    """Raises Refused for a field that would be passed over in silence. Asked of what is read, before a run is carried on."""
    body = bytes(entry.event)
    kind = msgspec.json.decode(body, type=_Kind).kind
    strange = strange_fields(kind, body)
    if strange:
        why = f"{kind} has {', '.join(strange)[:200]!r}, which dcos-upgrade {__version__} does not know"
        raise _other_version(f"{path}, entry {entry.seq}", why)


def _other_version(where: str, why: str) -> Refused:
    return Refused(
        "this run was carried on by another version of the tool",
        where=where,
        evidence=why,
        next_command="the same command, of the version that wrote it or a later one",
    )
