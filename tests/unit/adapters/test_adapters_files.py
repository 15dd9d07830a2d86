"""Files that are whole or not there, the lock of a state directory, snapshots and evidence on disk."""

import dataclasses
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.files import write_atomically
from dcos_upgrade.adapters.run_lock import run_lock
from dcos_upgrade.adapters.snapshot_directory import read_snapshot, write_snapshot
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Broken, Owned, Refused, Unreadable, Usage
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.probe import Answer, Command, Probe, every_node
from dcos_upgrade.core.redaction import redacted_body
from dcos_upgrade.core.snapshot import Evidence, Observed, Snapshot
from dcos_upgrade.core.snapshot_codec import SCHEMA

NOW = datetime(2018, 7, 10, 12, 0, tzinfo=UTC)


@contextmanager
def full_disk(size: int = 4096) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_is_replaced_whole_and_is_private(tmp_path: Path):
    path = tmp_path / "plan.json"
    write_atomically(path, b"old")

    write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    path = tmp_path / "plan.json"
    write_atomically(path, b"old")

    with full_disk(), pytest.raises(Broken) as broken:
        write_atomically(path, b"x" * 10_000)

    assert broken.value.exit_code == 1
    assert broken.value.where == str(path)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("plan.json", b"old")]


def test_a_second_process_meets_the_lock(tmp_path: Path):
    code = f"""
from pathlib import Path
from dcos_upgrade.adapters.run_lock import run_lock
from dcos_upgrade.core.error import Owned
try:
    with run_lock(Path({str(tmp_path)!r})):
        pass
except Owned as owned:
    raise SystemExit(f"{{owned.exit_code}} {{owned.evidence}}")
"""
    with run_lock(tmp_path):
        met = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    free = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert met.stderr.strip() == f"6 process {os.getpid()} holds the lock"
    assert free.returncode == 0


def test_the_lock_is_free_again_after_an_error(tmp_path: Path):
    with pytest.raises(Owned), run_lock(tmp_path):
        raise Owned("something else")

    with run_lock(tmp_path):
        pass


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    version: str
    seen: datetime | None = None


def parse(_: Answer) -> Release:
    return Release(version="")


PROBE = Probe(
    id="release",
    title="",
    source="",
    fact=Release,
    question=Command(text="true"),
    parse=parse,
    subjects=every_node,
)
PROBES = {PROBE.id: PROBE}


def snapshot() -> Snapshot:
    m1, m2 = (Node(id=NodeId(f"m{n}"), address=f"10.0.0.{n}", role=Role.MASTER, rack="r1") for n in (1, 2))
    evidence = Evidence(digest="a" * 64, source="ssh://m1", time=NOW)
    facts: dict[tuple[str, NodeId], Observed[object]] = {
        ("release", m1.id): Observed(value=Release(version="1.9.4", seen=NOW), time=NOW, evidence=evidence),
        ("release", m2.id): Observed(unknown="no answer", time=NOW),
    }
    return Snapshot(inventory=Inventory(cluster="c", nodes=(m1, m2)), taken=NOW, facts=facts)


def write(directory: Path) -> Path:
    return write_snapshot(directory, snapshot(), pacing=Pacing(looks=2), tool_version="0.1", cluster_id="6c1f")


def test_a_snapshot_comes_back_as_it_was(tmp_path: Path):
    write(tmp_path / "new" / "directory")

    stored = read_snapshot(tmp_path / "new" / "directory", PROBES)

    assert stored.snapshot == snapshot()
    assert (stored.pacing.looks, stored.tool_version, stored.cluster_id) == (2, "0.1", "6c1f")


def test_a_truncated_snapshot_is_unreadable(tmp_path: Path):
    path = write(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(Unreadable) as unreadable:
        read_snapshot(tmp_path, PROBES)

    assert unreadable.value.where == str(path)


@pytest.mark.parametrize("text", ['{"schema": "dcos-upgrade/snapshot/9"}', "[]", '{"slaves": []}'])
def test_what_is_not_ours_is_refused(tmp_path: Path, text: str):
    (tmp_path / "snapshot.json").write_text(text)

    with pytest.raises(Refused):
        read_snapshot(tmp_path, PROBES)


def with_schema(directory: Path, schema: str) -> None:
    path = write(directory)
    path.write_bytes(path.read_bytes().replace(SCHEMA.encode(), schema.encode()))


def test_a_snapshot_of_an_older_schema_is_read(tmp_path: Path):
    with_schema(tmp_path, "dcos-upgrade/snapshot/1")

    assert read_snapshot(tmp_path, PROBES).snapshot == snapshot()


@pytest.mark.parametrize("schema", ["dcos-upgrade/snapshot/3", "dcos-upgrade/snapshot/100"])
def test_a_snapshot_of_a_later_schema_is_refused_by_name(tmp_path: Path, schema: str):
    with_schema(tmp_path, schema)

    with pytest.raises(Refused, match="later version") as refused:
        read_snapshot(tmp_path, PROBES)

    assert schema in refused.value.what and SCHEMA in refused.value.what


@pytest.mark.parametrize(
    "schema",
    ["dcos-upgrade/snapshot/0", "dcos-upgrade/snapshot/x", "dcos-upgrade/plan/1", "", "dcos-upgrade/snapshot/02"],
)
def test_another_schema_is_no_snapshot(tmp_path: Path, schema: str):
    with_schema(tmp_path, schema)

    with pytest.raises(Refused, match="has the schema"):
        read_snapshot(tmp_path, PROBES)


def test_no_directory_is_a_matter_of_usage_and_an_empty_one_is_refused(tmp_path: Path):
    with pytest.raises(Usage):
        read_snapshot(tmp_path / "nowhere", PROBES)
    with pytest.raises(Refused):
        read_snapshot(tmp_path, PROBES)


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b'{"a": 1}', b'{"a": 1}'),
        (b'{"password": "x", "a": 1}', b'{"a":1,"password":"***"}'),
        (b"token=abc\xff\n", b"token=***\n"),
        (b"Zookeeper version: 3.4.8\n\xff", b"Zookeeper version: 3.4.8\n\xff"),
        (b'{"cut": ', b'{"cut": '),
    ],
    ids=["clean", "json", "text", "bytes", "truncated"],
)
def test_secrets_are_gone_and_everything_else_stays(body: bytes, kept: bytes):
    assert redacted_body(body) == kept


def test_evidence_that_was_changed_is_unreadable(tmp_path: Path):
    store = EvidenceDirectory(tmp_path)
    one, two = (store.put(body, source="s", time=NOW) for body in (b"one", b"two"))
    (tmp_path / f"{one.digest}.zst").write_bytes((tmp_path / f"{two.digest}.zst").read_bytes())

    with pytest.raises(Unreadable):
        store.get(one.digest)


def test_evidence_is_private_and_compressed(tmp_path: Path):
    evidence = EvidenceDirectory(tmp_path / "evidence").put(b"x" * 100_000, source="s", time=NOW)

    file = tmp_path / "evidence" / f"{evidence.digest}.zst"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.stat().st_size < 1000
