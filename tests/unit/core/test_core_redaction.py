"""What looks like a secret is replaced, in texts and in JSON; what does not is left as it was."""

from __future__ import annotations

import json

import pytest

from dcos_upgrade.core.redaction import redact, redact_text, redacted_body

TEXTS = [
    "Authorization: token=eyJhbGciOi.eyJ1aWQiOiJi.c2ln",
    'config {"exhibitor_zk_password": "hunter2"} read',
    "AWS_SECRET_ACCESS_KEY=hunter2",
    "superuser_password_hash: hunter2",
    "http://user:hunter2@registry.example/v2",
    "export DB_PASSWORD='hunter2'",
    "api-key: hunter2",
]
VALUES = [
    {"name": "DB_PASSWORD", "value": "hunter2"},
    {"key": "token", "value": "hunter2"},
    {"password": 1234},
    {"env": {"MY_SECRET": "hunter2"}},
    [{"uris": ["https://user:hunter2@host/x"]}],
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_secret_in_a_text_is_replaced(text: str):
    clean = redact_text(text)

    assert "hunter2" not in clean and "eyJ1aWQ" not in clean
    assert "***" in clean


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_a_secret_in_json_is_replaced(value: object):
    clean = json.dumps(redact(value))

    assert "hunter2" not in clean and "1234" not in clean


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_the_quick_look_at_a_body_lets_no_secret_through(value: object):
    assert b"hunter2" not in redacted_body(json.dumps(value).encode())


@pytest.mark.parametrize(
    "value",
    [{"version": "1.10.7"}, {"name": "cpus", "value": 4}, {"secrets": {}}, {"tokens_enabled": True}, ["a", 1, None]],
    ids=str,
)
def test_what_is_no_secret_stays(value: object):
    body = json.dumps(value).encode()

    assert redact(value) == value
    assert redacted_body(body) == body


def test_a_long_run_of_letters_is_gone_through_once():
    """With a prefix that may be anything, each letter was tried against all that follow: hours for a megabyte."""
    flood = "x" * 2_000_000

    assert redact_text(f"password=hunter2 {flood} token: abc") == f"password=*** {flood} token: ***"
