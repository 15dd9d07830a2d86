"""An answer becomes evidence and a fact: no secret reaches either, and a large answer is let go of."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest

from dcos_upgrade.core.probe import Answer
from dcos_upgrade.core.seal import keys_in
from dcos_upgrade.core.snapshot import Evidence
from dcos_upgrade.lab.memory.keeping import MemoryEvidence
from dcos_upgrade.probes import marathon_apps, mesos_state, user_configuration
from dcos_upgrade.usecases import keeping
from dcos_upgrade.usecases.keeping import PROJECTED, Held, kept

NOW = datetime(2018, 7, 10, tzinfo=UTC)
SECRET = "hunter2-9c41"
APPS = json.dumps({"apps": [{"id": "/web", "instances": 1, "env": {"DB": SECRET}}]}).encode()


def answer(body: bytes, status: int = 200) -> Held:
    return Held(Answer(body=body, status=status, source="http://m1:8080/v2/apps", time=NOW))


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "large":
        monkeypatch.setattr(keeping, "LARGE", 1)
    return str(request.param)


def test_no_secret_reaches_the_evidence_or_the_fact(size: str) -> None:
    store = MemoryEvidence().of("6c1f")

    found = kept(marathon_apps.PROBE, answer(APPS), store, asked=NOW)

    assert found.value is not None and found.evidence is not None
    text = msgspec.json.encode(found.value).decode() + store.get(found.evidence.digest).decode()
    assert SECRET not in text
    assert keys_in(text) == {store.sealed_by}


def test_small_and_large_answers_give_the_same_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    small = kept(marathon_apps.PROBE, answer(APPS), MemoryEvidence().of("6c1f"), asked=NOW)
    monkeypatch.setattr(keeping, "LARGE", 1)

    large = kept(marathon_apps.PROBE, answer(APPS), MemoryEvidence().of("6c1f"), asked=NOW)

    assert large.value == small.value
    assert large.evidence is not None and large.evidence.source.startswith(PROJECTED)


def test_an_answer_that_cannot_be_read_is_unknown_with_its_first_bytes(size: str) -> None:
    store = MemoryEvidence().of("6c1f")

    found = kept(
        marathon_apps.PROBE, answer(b'{"apps": "cut off, password=' + SECRET.encode()), store, asked=NOW, who="m1"
    )

    assert found.value is None and found.unknown.startswith("m1: truncated")
    assert found.evidence is not None
    assert SECRET.encode() not in store.get(found.evidence.digest)


def test_a_large_answer_is_gone_before_its_evidence_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LARGE", 1)
    gone: list[bool] = []

    class Whole(bytes):
        def __del__(self) -> None:
            gone.append(True)

    class Store(MemoryEvidence):
        def keep(self, body: bytes, *, source: str, time: datetime) -> tuple[Evidence, bytes]:
            assert gone
            return super().keep(body, source=source, time=time)

    found = kept(marathon_apps.PROBE, answer(Whole(APPS)), Store(), asked=NOW)

    assert found.known


def test_an_answer_is_taken_once() -> None:
    held = answer(b"x")
    held.take()

    with pytest.raises(AssertionError):
        held.take()


def test_a_secret_of_the_configuration_can_be_compared_and_not_be_read() -> None:
    texts = [
        f'"exhibitor_admin_password": |\n  {each}\n"dns_search": |\n  example\n' for each in (SECRET, SECRET, "other")
    ]

    one, same, other = (
        kept(
            user_configuration.PROBE,
            Held(Answer(body=text.encode(), status=0, source="ssh://m1", time=NOW)),
            MemoryEvidence().of("6c1f"),
            asked=NOW,
        ).value
        for text in texts
    )

    assert one == same != other
    assert one.keys["exhibitor_admin_password"] == other.keys["exhibitor_admin_password"] == "***"
    assert one.hidden == ("exhibitor_admin_password",) == tuple(one.seals)


def test_state_that_was_read_of_a_large_answer_says_what_it_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LARGE", 1)
    task = {"id": "t", "state": "TASK_RUNNING", "slave_id": "S0", "framework_id": "F", "statuses": [{"state": "x"}]}
    state = {"id": "m", "version": "1.4.0", "slaves": [], "frameworks": [{"id": "F", "tasks": [task]}]}
    body = json.dumps(state).encode()
    store = MemoryEvidence().of("6c1f")

    found = kept(mesos_state.PROBE, answer(body), store, asked=NOW)

    assert found.value == mesos_state.PROBE.parse(answer(body).take())
    assert found.evidence is not None
    assert msgspec.json.decode(store.get(found.evidence.digest), type=mesos_state.MesosState) == found.value
