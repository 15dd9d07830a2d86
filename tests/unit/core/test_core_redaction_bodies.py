"""A body is looked through quickly when nothing in it can be a secret; that must never change what is kept."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core import secret_patterns
from dcos_upgrade.core.redaction import REDACTED, redact, redact_text, redacted_body

PIECES = st.sampled_from(
    [
        *(
            "password",
            "Secret",
            "TOKEN",
            "credential",
            "private-key",
            "private_key",
            "api-key",
            "APIKEY",
            "authorization",
        ),
        *("://u:p", "@host", '"', "\\", "/", ":", "=", " ", "é", "ſ", "x", "eyJaaaaaaaaa.bbbbbbbbb.c", "name", "value"),
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
VALUES = st.recursive(
    TEXTS | st.integers(0, 9) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def slowly(body: bytes) -> bytes:
    """What is kept when everything is looked at."""
    try:
        value = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return redact_text(body.decode()).encode()
    clean = redact(value)
    return body if clean == value else msgspec.json.encode(clean, order="sorted")


@settings(max_examples=300, deadline=None)
@given(VALUES, st.booleans(), st.booleans())
def test_the_quick_look_keeps_of_json_what_the_slow_one_keeps(value: object, ascii_only: bool, slashes: bool):
    text = json.dumps(value, ensure_ascii=ascii_only)
    body = (text.replace("/", "\\/") if slashes else text).encode()

    assert redacted_body(body) == slowly(body)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_quick_look_keeps_of_text_what_the_slow_one_keeps(text: str):
    assert redacted_body(text.encode()) == slowly(text.encode())


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_quick_look_at_a_text_changes_nothing(text: str):
    slow = text
    for pattern in secret_patterns.IN_TEXT:
        slow = pattern.sub(lambda match: match.group(1) + REDACTED, slow)

    assert redact_text(text) == slow


@pytest.mark.parametrize("body", [b'{"a": "http://u:p@h/"}', b"http://u:p@h/", b'["http:\\/\\/u:p@h"]'])
def test_a_user_in_a_url_is_seen_in_every_form(body: bytes):
    assert b"***" in redacted_body(body)
