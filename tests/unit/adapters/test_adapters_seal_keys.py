"""The keys that hide secrets: one for each cluster, made once, for their owner only."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dcos_upgrade.adapters.evidence import EvidenceDirectory
from dcos_upgrade.adapters.seal_keys import SealKeys
from dcos_upgrade.core.error import Refused
from dcos_upgrade.core.seal import keys_in

NOW = datetime(2018, 7, 10, tzinfo=UTC)


def test_a_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    keys = SealKeys(tmp_path / "keys")

    first, again = keys.of("6c1f"), SealKeys(tmp_path / "keys").of("6c1f")

    assert first == again is not None
    assert stat.S_IMODE(keys.path("6c1f").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["6c1f.key"]


def test_each_cluster_has_its_own(tmp_path: Path) -> None:
    keys = SealKeys(tmp_path)

    found = [keys.of(each) for each in ("6c1f", "7d20", "")]

    assert len({each.id for each in found if each}) == 3


@pytest.mark.parametrize("name", ["../../etc/cron", "/tmp/x", "a/b", ".", "x" * 300, "\0", "\udcff"])
def test_an_id_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    assert SealKeys(tmp_path).path(name).parent == tmp_path
    assert SealKeys(tmp_path).of(name) is not None


def test_of_two_that_make_it_at_once_both_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: SealKeys(tmp_path / "keys").of("6c1f"), range(8)))

    assert len(set(found)) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys = SealKeys(tmp_path)
    keys.of("6c1f")
    keys.path("6c1f").chmod(0o640)

    with pytest.raises(Refused) as refused:
        keys.of("6c1f")

    assert refused.value.next_command == f"chmod 600 {keys.path('6c1f')}"


@pytest.mark.parametrize("text", ["", "abc", "g" * 64, "0" * 63, "0" * 66])
def test_what_is_no_key_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = SealKeys(tmp_path).path("6c1f")
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(Refused, match="not a key"):
        SealKeys(tmp_path).of("6c1f")

    assert path.read_text() == text


def test_where_no_key_can_be_kept_secrets_become_stars(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = EvidenceDirectory(tmp_path / "evidence", SealKeys(tmp_path / "file" / "keys")).of("6c1f")

    _, kept = store.keep(b'{"password":"hunter2"}', source="s", time=NOW)

    assert kept == b'{"password":"***"}' and store.sealed_by == ""


def test_the_key_is_in_no_evidence(tmp_path: Path) -> None:
    keys = SealKeys(tmp_path / "keys")
    store = EvidenceDirectory(tmp_path / "evidence", keys).of("6c1f")

    evidence, kept = store.keep(b'{"password":"hunter2"}', source="s", time=NOW)

    assert keys_in(kept.decode()) == {store.sealed_by}
    assert store.get(evidence.digest) == kept
    assert keys.path("6c1f").read_text().strip().encode() not in kept
