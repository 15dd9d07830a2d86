"""Every recorded answer under the recordings directory is read by the probe for it, or refused with a reason.

An answer is recognised by its content, its name is only a hint. Nothing but Unreadable may be raised, whatever lies there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import recordings

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.probes import discover

PROBES = discover()
SUFFIXES = {".json", ".txt", ".ndjson", ".html"}
SIZE_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A file with the status and headers that were recorded beside it, if any."""

    path: Path
    status: int
    headers: dict[str, str]

    def answer(self) -> Answer:
        return Answer(
            body=self.path.read_bytes(),
            status=self.status,
            source=str(self.path),
            time=datetime(2018, 7, 10, tzinfo=UTC),
            headers=self.headers,
        )


def found(directory: Path) -> Iterator[Recorded]:
    for path in sorted(directory.rglob("*")):
        is_headers = path.name.endswith(".headers.json")
        if path.suffix in SUFFIXES and not is_headers and path.is_file() and path.stat().st_size <= SIZE_LIMIT:
            yield Recorded(path=path, **beside(path.with_name(f"{path.stem}.headers.json")))


def redirects(directory: Path) -> Iterator[Recorded]:
    """Redirects have no body: what they say is in their headers."""
    for path in sorted(directory.rglob("redirect.headers.json")):
        yield Recorded(path=path, **beside(path))


def beside(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {"status": 200, "headers": {}}
    recorded = json.loads(path.read_text())
    return {"status": recorded["status"], "headers": {name.lower(): value for name, value in recorded["headers"]}}


def kind(recorded: Recorded) -> str | None:
    """The id of the probe that asks for such an answer, by the content alone."""
    body = recorded.path.read_bytes()
    if recorded.path.suffix == ".txt":
        return "zookeeper-mntr" if b"zk_server_state" in body else "zookeeper-srvr" if b"\nMode: " in body else None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return _kind_of_object(value) if isinstance(value, dict) else _kind_of_list(value)


def _kind_of_object(value: dict[str, object]) -> str | None:
    marks = {
        "mesos-state": {"slaves", "frameworks", "version", "id"},
        "marathon-info": {"frameworkId", "version"},
        "dcos-version": {"version", "dcos-image-commit"},
    }
    for name, keys in marks.items():
        if keys <= value.keys():
            return name
    for name, only in {"mesos-slaves": "slaves", "marathon-apps": "apps", "marathon-queue": "queue"}.items():
        if isinstance(value.get(only), list) and value.keys() <= {only, "recovered_slaves"}:
            return name
    if value.keys() == {"leader"}:
        return "marathon-leader"
    return "agent-metrics" if "slave/registered" in value else "mesos-metrics" if "master/elected" in value else None


def _kind_of_list(value: object) -> str | None:
    rows = value if isinstance(value, list) else []
    if rows and all(isinstance(row, dict) and {"code", "hostname", "isLeader"} <= row.keys() for row in rows):
        return "exhibitor-status"
    if rows and all(isinstance(row, dict) and {"affectedApps", "steps"} <= row.keys() for row in rows):
        return "marathon-deployments"
    return None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    directory = recordings(metafunc.config)
    assert directory is not None, "this suite is collected only when there are recordings"
    makers = {"recorded": found, "redirect": redirects}
    for name in makers.keys() & set(metafunc.fixturenames):
        cases = list(makers[name](directory))
        metafunc.parametrize(name, cases, ids=[str(one.path.relative_to(directory)) for one in cases])


def test_recorded_answer_is_read_or_refused_by_every_probe(recorded: Recorded) -> None:
    answer = recorded.answer()
    read = []
    for name, probe in PROBES.items():
        try:
            probe.parse(replace(answer, status=0) if isinstance(probe.question, Command) else answer)
        except Unreadable as error:
            assert error.what
            assert error.where == str(recorded.path)
        else:
            read.append(name)

    expected = kind(recorded)
    if recorded.status == 200 and expected is not None:
        assert expected in read or refused_for_a_reason(expected, answer)


def refused_for_a_reason(name: str, answer: Answer) -> bool:
    """An answer of the right kind may be refused only for what it lacks or contradicts, and must say what that is."""
    with pytest.raises(Unreadable) as caught:
        PROBES[name].parse(answer)
    reasons = ("not the answer that was asked for", "listed twice", "says that", "not an address")
    return any(reason in caught.value.what for reason in reasons)


def test_recorded_redirect_names_a_leader(redirect: Recorded) -> None:
    if redirect.status != 307:
        with pytest.raises(Unreadable):
            PROBES["mesos-redirect"].parse(redirect.answer())
        return
    fact = PROBES["mesos-redirect"].parse(redirect.answer())

    assert fact.address in redirect.headers["location"]
