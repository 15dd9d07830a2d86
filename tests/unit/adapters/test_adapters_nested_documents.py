"""Documents nested deeper than any reader goes are unreadable, as truncated ones are; they are no bug of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade import probes
from dcos_upgrade.adapters.policy_file import read_policy_file
from dcos_upgrade.adapters.snapshot_directory import NAME, read_snapshot
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.run_policy import NOTHING_MORE
from dcos_upgrade.planning.read import read_plan

NESTED = b"[" * 100_000 + b"]" * 100_000


def test_a_plan():
    with pytest.raises(Unreadable):
        read_plan(NESTED)


def test_a_snapshot(tmp_path: Path):
    (tmp_path / NAME).write_bytes(b'{"ours": ' + NESTED + b"}")

    with pytest.raises(Unreadable):
        read_snapshot(tmp_path, probes.discover())


def test_a_policy_file(tmp_path: Path):
    path = tmp_path / "policy.yaml"
    path.write_bytes(NESTED)

    with pytest.raises(Unreadable):
        read_policy_file(path, Pacing(), NOTHING_MORE)
