"""Secrets are replaced before anything is written down: by name, by look, and where Marathon and Mesos keep them.

``hide`` says what comes in their place (``Seal.hide``); what was replaced before stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from dcos_upgrade.core.large_json import by_pieces
from dcos_upgrade.core.seal import REDACTED, Hide, replaced, without_key
from dcos_upgrade.core.secret_patterns import BLOCK, IN_TEXT, hinted, hinted_body, looks_secret

__all__ = ["REDACTED", "looks_secret", "redact", "redact_text", "redacted_body"]


def redact_text(text: str, hide: Hide = without_key) -> str:
    """The text with everything that looks like a secret replaced."""
    if not hinted(text) and "@" not in text:
        return text
    text = BLOCK.sub(lambda match: f"{match[1]}{match[2]}{match[1]}  {_hidden(match[3].strip(), hide)}\n", text)
    for pattern in IN_TEXT:
        text = pattern.sub(lambda match: match[1] + _hidden(match[2], hide), text)
    return text


def _hidden(secret: str, hide: Hide) -> str:
    return secret if replaced(secret) else hide(secret)


def redact(value: object, hide: Hide = without_key) -> object:
    """The JSON-like value with the values of secret-looking keys replaced, and texts redacted, all the way down."""
    if isinstance(value, dict):
        named = any(isinstance(value.get(key), str) and looks_secret(value[key]) for key in ("name", "key"))
        return {key: _below(key, inner, hide, named=named) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact(inner, hide) for inner in value]
    if isinstance(value, str):
        return redact_text(value, hide)
    return value


def _below(key: object, inner: object, hide: Hide, *, named: bool) -> object:
    name = str(key)
    if _is_secret(name, inner, named=named):
        return _hidden(_as_text(inner), hide)
    if name in {"env", "environment"} and isinstance(inner, dict):
        return _environment(inner, hide)
    if name == "parameters" and isinstance(inner, list):
        return [_all_values(each, hide, only="value") for each in inner]
    if name == "secrets" and isinstance(inner, dict):
        return {each: _all_values(source, hide, only="source") for each, source in inner.items()}
    return redact(inner, hide)


def _is_secret(key: str, inner: object, *, named: bool) -> bool:
    """A text or number under a secret-looking key, or the ``value`` beside a secret-looking ``name`` or ``key``."""
    if isinstance(inner, bool) or not isinstance(inner, str | int | float):
        return False
    return looks_secret(key) or (key == "auth" and isinstance(inner, str)) or (named and key == "value")


def _environment(environment: Mapping[str, object], hide: Hide) -> object:
    """Marathon's ``env`` by name, and Mesos' list of ``variables``: what an app is told may always be a secret."""
    variables = environment.get("variables")
    if isinstance(variables, list):
        rest = {key: redact(inner, hide) for key, inner in environment.items() if key != "variables"}
        return {**rest, "variables": [_all_values(each, hide, only="value") for each in variables]}
    return {
        key: _hidden(inner, hide) if isinstance(inner, str) else _below(key, inner, hide, named=False)
        for key, inner in environment.items()
    }


def _all_values(entry: object, hide: Hide, *, only: str) -> object:
    """One of a list of environment variables, of Docker's parameters or of Marathon's secrets."""
    if not isinstance(entry, dict):
        return redact(entry, hide)
    value = entry.get(only)
    clean = redact(entry, hide)
    if isinstance(clean, dict) and isinstance(value, str):
        clean[only] = _hidden(value, hide)
    return clean


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


_USER = re.compile(rb"://[^/\s:@]+:[^/\s@]+@")
_USER_IN_JSON = re.compile(rb'://(?:[^/\s:@"\\]|\\.)+:(?:[^/\s@"\\]|\\.)+@')


WHOLE = 1024 * 1024
"""Bytes of JSON up to which it is held as objects."""
_NAMED_PLACES = frozenset({"env", "environment", "parameters", "secrets"})


def redacted_body(body: bytes, hide: Hide = without_key) -> bytes:
    """The same bytes when they hold no secret; JSON is judged by its keys, everything else as text."""
    if not hinted_body(body) and _USER.search(body) is None and _USER_IN_JSON.search(body) is None:
        return body
    try:
        return _redacted_json(body, hide)
    except (msgspec.DecodeError, RecursionError):
        text = body.decode("utf-8", "surrogateescape")
        return redact_text(text, hide).encode("utf-8", "surrogateescape")


def _redacted_json(body: bytes, hide: Hide) -> bytes:
    """Raises msgspec.DecodeError for what is no JSON."""
    if len(body) > WHOLE:
        return by_pieces(body, lambda value: redact(value, hide), _suspicious, _NAMED_PLACES)
    if not _suspicious(body):
        msgspec.json.decode(body, type=msgspec.Raw)
        return body
    value: object = msgspec.json.decode(body)
    clean = redact(value, hide)
    return body if clean == value else msgspec.json.encode(clean, order="sorted")


def _suspicious(body: bytes) -> bool:
    """Of JSON: whether it may hold a secret."""
    return hinted_body(body) or _USER_IN_JSON.search(body) is not None
