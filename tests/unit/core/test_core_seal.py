"""What stands in place of a secret: the same for the same secret and key, different otherwise, and nothing of the secret."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.redaction import redact, redact_text, redacted_body
from dcos_upgrade.core.seal import Seal, keys_in, replaced, unsealed

KEY, OTHER = Seal(b"k" * 32), Seal(b"o" * 32)


def test_a_secret_is_told_by_its_key_and_a_digest() -> None:
    hidden = KEY.hide("hunter2")

    assert re.fullmatch(r"hmac:[0-9a-f]{12}:[0-9a-f]{32}", hidden)
    assert keys_in(hidden) == {KEY.id} and replaced(hidden)
    assert hidden == Seal(b"k" * 32).hide("hunter2") != KEY.hide("hunter3")
    assert hidden.rpartition(":")[2] != OTHER.hide("hunter2").rpartition(":")[2]


def test_a_key_is_never_shown() -> None:
    assert "kkk" not in repr(KEY) and b"k" * 32 not in KEY.id.encode()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Seal(b"x" * length)


BODIES: list[object] = [
    {"id": "/web", "env": {"PLAIN": "hunter2", "HELD": {"secret": "hunter2"}}},
    {"environment": {"variables": [{"name": "PLAIN", "value": "hunter2", "type": "VALUE"}]}},
    {"container": {"docker": {"parameters": [{"key": "env", "value": "hunter2"}]}}},
    {"container": {"docker": {"pullConfig": {"secret": "hunter2"}}}},
    {"secrets": {"db": {"source": "hunter2"}}},
    {"auths": {"registry": {"auth": "hunter2"}}},
    {"cmd": "serve --db-password=hunter2"},
    {"cmd": "serve --db-password hunter2 --port 1"},
    {"cmd": "curl -u admin:hunter2 http://x"},
    {"fetch": [{"uri": "https://user:hunter2@host/x.tgz"}]},
    {"uris": ["https://host/x?X-Amz-Signature=hunter2&a=1"]},
    {"labels": {"DB_PASS": "hunter2"}},
    {"note": "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----"},
    {"note": 'password: "two hunter2 words"'},
    {"note": "token: two hunter2 words"},
    {"note": "Cookie: session=hunter2; other=x"},
    {"note": '{\\"password\\": \\"hunter2\\"}'},
]


@pytest.mark.parametrize("value", BODIES, ids=str)
def test_a_secret_is_replaced_wherever_marathon_and_mesos_keep_it(value: object) -> None:
    body = json.dumps(value).encode()

    kept = redacted_body(body, KEY.hide)

    assert b"hunter2" not in kept
    assert keys_in(kept.decode()) == {KEY.id}
    assert b"hunter2" not in redacted_body(body)


@pytest.mark.parametrize("value", BODIES, ids=str)
def test_only_a_changed_secret_changes_what_is_kept(value: object) -> None:
    body = json.dumps(value)
    changed = body.replace("hunter2", "hunter3")

    assert redacted_body(body.encode(), KEY.hide) == redacted_body(body.encode(), KEY.hide)
    assert redacted_body(body.encode(), KEY.hide) != redacted_body(changed.encode(), KEY.hide)
    assert redacted_body(body.encode()) == redacted_body(changed.encode())


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "xoxb-123456789012-abcdefghijkl",
        "AIzaSyA-0123456789abcdefghijklmnopqrst",
        "eyJhbGciOiJI.eyJzdWIiOiIx.c2ln",
    ],
)
def test_a_secret_is_known_by_its_look(secret: str) -> None:
    assert redact_text(f"it says {secret} there", KEY.hide) == f"it says {KEY.hide(secret)} there"


@pytest.mark.parametrize("value", BODIES, ids=str)
def test_what_was_replaced_stays_as_it_is(value: object) -> None:
    once = redact(value, KEY.hide)

    assert redact(once, OTHER.hide) == once == redact(once)


SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=30)


@settings(max_examples=200, deadline=None)
@given(SECRETS)
def test_every_value_of_an_environment_is_replaced_whole(secret: str) -> None:
    clean = redact({"env": {"A": secret}}, KEY.hide)

    assert clean == {"env": {"A": secret if replaced(secret) else KEY.hide(secret)}}


def test_what_the_installer_hid_is_no_secret_that_could_be_compared() -> None:
    text = '"exhibitor_admin_password": |\n  **HIDDEN**\n'

    assert redact_text(text, KEY.hide) == text


def test_people_see_three_stars() -> None:
    assert unsealed(f"a {KEY.hide('x')} b") == "a *** b"


@pytest.mark.parametrize("piece", ["token", "token ", "--token ", "eyJ", "-", "://", "password: |\n", "AKIA", " -u a"])
def test_a_flood_of_hints_is_gone_through_once(piece: str) -> None:
    flood = piece * (200_000 // len(piece))

    assert redact_text(f"{flood}\npassword=hunter2").count("hunter2") == 0
