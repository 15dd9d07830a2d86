"""Whatever is in a file, there is a verdict on it and no exception."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.saved import discover
from dcos_upgrade.saved.file import Beside, Status, verdict_on

KEYS = [
    "slaves", "frameworks", "version", "id", "hostname", "apps", "groups", "pods", "tasks", "queue", "units", "nodes", "type",
    "get_state", "subscribed", "status", "headers", "method", "path", "leader", "flags", "roles", "run", "containers", "app",
    "packages", "container", "cmd", "jobId", "code", "isLeader", "health", "steps", "windows", "agents", "get_version",
]  # fmt: skip

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=5)
    | st.sampled_from(["SUBSCRIBED", "/", "GET_STATE"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=20,
)


@settings(deadline=None)
@given(value=anything)
def test_json_of_any_shape_has_a_verdict(value: Any) -> None:
    assert verdict_on("x", msgspec.json.encode(value)).status in Status


@settings(deadline=None)
@given(body=st.binary(max_size=200))
def test_any_bytes_have_a_verdict(body: bytes) -> None:
    assert verdict_on("x", body).status in Status


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01", "not text"),
        (b"\xff\xfe", "not text"),
        (b"[" * 100_000, "broken JSON"),
        (b'{"slaves": [', "line 1 column 13"),
        (b'{"a": 1} trailing', "line 1 column 10"),
    ],
)
def test_what_cannot_be_an_answer_has_a_reason(body: bytes, reason: str) -> None:
    verdict = verdict_on("x", body)

    assert verdict.status is not Status.READ
    assert reason in verdict.reason


def test_an_answer_that_was_an_error_is_left_aside() -> None:
    verdict = verdict_on("x", b'{"message":"There is no leader"}', Beside(status=404))

    assert (verdict.status, verdict.reason) == (
        Status.IGNORED,
        "the service answered HTTP 404, not with what was asked for",
    )


def test_a_secret_in_a_file_is_in_no_reason() -> None:
    verdict = verdict_on("x", b'{"id":"/a","cpus":1,"cmd":"password=hunter2 {{x}}"}')

    assert verdict.status is Status.REFUSED
    assert "hunter2" not in verdict.reason


def test_every_kind_says_what_it_is_and_where_it_comes_from() -> None:
    kinds = discover()

    assert len({kind.id for kind in kinds}) == len(kinds) > 40
    assert all(kind.title and kind.source for kind in kinds)
