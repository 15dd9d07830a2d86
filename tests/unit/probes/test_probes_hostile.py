"""Whatever comes in, a parser answers with a fact or with Unreadable. It never breaks and never guesses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.plan import canonical
from dcos_upgrade.core.probe import Answer, Command, HttpGet, Probe
from dcos_upgrade.probes import discover

PROBES = discover()
AT = datetime(2018, 7, 10, tzinfo=UTC)
HTTP = sorted(name for name, probe in PROBES.items() if isinstance(probe.question, HttpGet))
COMMANDS = sorted(name for name, probe in PROBES.items() if isinstance(probe.question, Command))
# The vendor's runners end with the status of their worst check, so a status is an answer there.
STATUS_ANSWERS = {"vendor-checks-node", "vendor-checks-cluster"}


def answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return Answer(body=body, status=status, source="http://10.0.1.1:5050/x", time=AT, headers=headers or {})


def read(probe: Probe[Any], body: bytes, status: int) -> object:
    try:
        return probe.parse(answer(body, status))
    except Unreadable as error:
        assert error.what
        return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "slaves", "frameworks", "tasks", "apps", "queue", "leader", "version", "status", "checks", "pid"]
            )
            | st.text(max_size=6),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40)
@given(body=st.binary(max_size=200), status=st.sampled_from([0, 1, 200, 307, 404, 503]))
def test_any_bytes_are_a_fact_or_unreadable(body: bytes, status: int) -> None:
    for probe in PROBES.values():
        read(probe, body, status)


@settings(max_examples=40)
@given(value=JSON)
def test_any_json_is_a_fact_that_can_be_stored_or_unreadable(value: object) -> None:
    body = msgspec.json.encode(value)
    for name in HTTP:
        fact = read(PROBES[name], body, 200)
        if fact is not None:
            assert msgspec.json.decode(canonical(fact), type=PROBES[name].fact) == fact


@settings(max_examples=40)
@given(lines=st.lists(st.text(max_size=30), max_size=6), status=st.sampled_from([0, 1, 3]))
def test_any_text_of_a_command_is_a_fact_or_unreadable(lines: list[str], status: int) -> None:
    for name in COMMANDS:
        read(PROBES[name], "\n".join(lines).encode(errors="replace"), status)


NOT_ANSWERS = [
    b"",
    b"{}",
    b"[1]",
    b"null",
    b"<html>502 Bad Gateway</html>",
    b"\xff\xfe",
    b'{"slaves":[{"id":"S0"',
    b'{"apps":{"id":1}}',
    b"[" * 100_000,
]


ANSWERS_ALL_THE_SAME = {
    ("mesos-files", b"{}"),
    ("mesos-quota", b"{}"),
    ("mesos-maintenance", b"{}"),
    ("mesos-health", b""),
}
"""Where nothing is set a real master writes a message without fields; a healthy one says nothing at all."""


@pytest.mark.parametrize(
    ("name", "body"), sorted({(name, body) for name in HTTP for body in NOT_ANSWERS} - ANSWERS_ALL_THE_SAME)
)
def test_what_is_not_an_answer_is_unreadable(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        PROBES[name].parse(answer(body))


@pytest.mark.parametrize("name", HTTP)
@pytest.mark.parametrize("status", [204, 301, 401, 403, 404, 500, 502, 503, 504])
def test_http_status_is_named_and_its_body_is_not_read(name: str, status: int) -> None:
    with pytest.raises(Unreadable, match=f"HTTP {status}"):
        PROBES[name].parse(answer(b'{"leader":"10.0.1.1:8080","slaves":[],"queue":[],"apps":[]}', status))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in STATUS_ANSWERS])
def test_command_that_failed_has_no_answer(name: str) -> None:
    with pytest.raises(Unreadable, match="ended with 127"):
        PROBES[name].parse(answer(b"anything", 127))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in STATUS_ANSWERS])
@pytest.mark.parametrize("status", [124, 137])
def test_a_command_that_was_out_of_time_is_told_as_that(name: str, status: int) -> None:
    with pytest.raises(Unreadable, match="did not end in time"):
        PROBES[name].parse(answer(b"anything", status))


@pytest.mark.parametrize("name", sorted(PROBES))
def test_probe_has_a_title_a_source_and_subjects(name: str) -> None:
    probe = PROBES[name]

    assert probe.id == name
    assert probe.title
    assert probe.source
