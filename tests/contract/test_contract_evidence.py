"""What every EvidenceStore does."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.seal_keys import SealKeys
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.lab.memory.keeping import MemoryEvidence
from dcos_upgrade.ports import EvidenceStore

NOW = datetime(2018, 7, 10, tzinfo=UTC)


def in_memory(_: Path) -> EvidenceStore:
    return MemoryEvidence()


def with_key(directory: Path) -> EvidenceStore:
    return EvidenceDirectory(directory, SealKeys(directory.parent / "keys")).of("6c1f")


def in_memory_with_key(_: Path) -> EvidenceStore:
    return MemoryEvidence().of("6c1f")


IMPLEMENTATIONS: tuple[Callable[[Path], EvidenceStore], ...] = (
    EvidenceDirectory,
    in_memory,
    with_key,
    in_memory_with_key,
)


@pytest.fixture(params=IMPLEMENTATIONS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceStore:
    make: Callable[[Path], EvidenceStore] = request.param
    return make(tmp_path / "evidence")


def test_what_is_kept_is_named_by_its_digest_and_comes_back(store: EvidenceStore):
    body = b'{"leader": "10.0.0.1"}\n\xff'

    evidence = store.put(body, source="http://10.0.0.1:8080/v2/leader", time=NOW)

    assert evidence.digest == hashlib.sha256(body).hexdigest()
    assert (evidence.source, evidence.time) == ("http://10.0.0.1:8080/v2/leader", NOW)
    assert store.get(evidence.digest) == body


def test_the_same_bytes_are_kept_once(store: EvidenceStore):
    one, two = (store.put(b"same", source=source, time=NOW) for source in ("a", "b"))

    assert one.digest == two.digest
    assert (one.source, two.source) == ("a", "b")


def test_secrets_are_not_kept(store: EvidenceStore):
    evidence = store.put(b'{"password": "hunter2"}', source="http://admin:hunter2@h/", time=NOW)

    assert b"hunter2" not in store.get(evidence.digest)
    assert "hunter2" not in evidence.source


def test_what_is_kept_is_told_and_comes_back(store: EvidenceStore):
    evidence, kept = store.keep(b'{"password": "hunter2"}', source="s", time=NOW)

    assert store.get(evidence.digest) == kept


@pytest.mark.parametrize("make", [with_key, in_memory_with_key])
def test_the_same_cluster_hides_alike_and_another_does_not(make: Callable[[Path], EvidenceStore], tmp_path: Path):
    store = make(tmp_path / "evidence")
    body = b'{"password": "hunter2"}'

    same, again, other = (store.of(each).keep(body, source="s", time=NOW)[1] for each in ("6c1f", "6c1f", "7d20"))

    assert same == again != other
    assert store.of("6c1f").sealed_by == store.sealed_by != store.of("7d20").sealed_by


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd"])
def test_what_was_never_kept_is_unreadable(store: EvidenceStore, digest: str):
    with pytest.raises(Unreadable):
        store.get(digest)
