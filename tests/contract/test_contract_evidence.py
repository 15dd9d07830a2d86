"""What every EvidenceStore does."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.lab.memory.keeping import MemoryEvidence
from dcos_upgrade.ports import EvidenceStore

NOW = datetime(2018, 7, 10, tzinfo=UTC)


def in_memory(_: Path) -> EvidenceStore:
    return MemoryEvidence()


IMPLEMENTATIONS: tuple[Callable[[Path], EvidenceStore], ...] = (EvidenceDirectory, in_memory)


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


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd"])
def test_what_was_never_kept_is_unreadable(store: EvidenceStore, digest: str):
    with pytest.raises(Unreadable):
        store.get(digest)
