"""A snapshot on disk: ``snapshot.json``, beside the evidence it names; or both in one archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.adapters.files import make_private_directory, read_bounded, write_atomically
from dcos_upgrade.adapters.snapshot_archive import is_archive, read_member
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Usage
from dcos_upgrade.core.plan import Pacing, canonical
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.run_policy import NOTHING_MORE, RunPolicy
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.snapshot_codec import decode, encode

NAME = "snapshot.json"
SIZE_LIMIT = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """A snapshot and what the cluster file said when it was taken."""

    snapshot: Snapshot
    pacing: Pacing
    run_policy: RunPolicy
    tool_version: str
    cluster_id: str
    installed_by: str = ""


class _Beside(msgspec.Struct, frozen=True, kw_only=True):
    tool_version: str = ""
    cluster_id: str = ""
    pacing: Pacing = msgspec.field(default_factory=Pacing)
    run_policy: RunPolicy = NOTHING_MORE
    installed_by: str = ""


def write_snapshot(
    directory: Path,
    snapshot: Snapshot,
    *,
    pacing: Pacing,
    tool_version: str,
    cluster_id: str,
    run_policy: RunPolicy = NOTHING_MORE,
    installed_by: str = "",
) -> Path:
    """Write ``<directory>/snapshot.json`` whole or not at all; answers its path, raises Broken."""
    make_private_directory(directory)
    facts = msgspec.json.decode(encode(snapshot), type=dict[str, msgspec.Raw])
    beside = _Beside(
        tool_version=tool_version,
        cluster_id=cluster_id,
        pacing=pacing,
        run_policy=run_policy,
        installed_by=installed_by,
    )
    beside_raw = msgspec.json.decode(canonical(beside), type=dict[str, msgspec.Raw])
    path = directory / NAME
    write_atomically(path, canonical({**facts, **beside_raw}))
    return path


def read_snapshot(place: Path, probes: Mapping[str, Probe[Any]]) -> StoredSnapshot:
    """Raises Usage when there is no such directory or archive, Refused when it is not ours, Unreadable when it is truncated."""
    if is_archive(place):
        return _stored(read_member(place, NAME, limit=SIZE_LIMIT), place, probes)
    if not place.is_dir():
        raise Usage("there is no snapshot directory here", where=str(place))
    path = place / NAME
    if not path.is_file():
        raise Refused("this directory holds no snapshot", where=str(path))
    return _stored(read_bounded(path, limit=SIZE_LIMIT, what="snapshot"), path, probes)


def _stored(data: bytes, path: Path, probes: Mapping[str, Probe[Any]]) -> StoredSnapshot:
    try:
        snapshot = decode(data, probes)
        beside = msgspec.json.decode(data, type=_Beside)
    except msgspec.ValidationError as error:
        raise Refused("this file is not a snapshot of ours", where=str(path), evidence=str(error)) from error
    except DcosUpgradeError as error:
        error.where = error.where or str(path)
        raise
    return StoredSnapshot(
        snapshot=snapshot,
        pacing=beside.pacing,
        run_policy=beside.run_policy,
        tool_version=beside.tool_version,
        cluster_id=beside.cluster_id,
        installed_by=beside.installed_by,
    )
