"""Secrets are replaced before anything is written down."""

from __future__ import annotations

import re

import msgspec

REDACTED = "***"

_SECRET_KEY = re.compile(r"(?i)(pass(word|wd)?|secret|token|credential|(private|account)_?key|api_?key|authorization)")
_BLOCK = re.compile(
    r"(?im)^([ \t]*)([\"']?[\w.-]*(?:password|passwd|secret|token|credential|(?:private|account)[_-]?key|api[_-]?key)"
    r"[\w.-]*[\"']?[ \t]*:[ \t]*[|>][-+0-9]*[ \t]*\r?\n)((?:\1[ \t]+.*(?:\n|\Z)|[ \t]*\r?\n)+)"
)
"""A key of YAML whose value stands as a block of text below it, as the installer of DC/OS writes all of them."""
_IN_TEXT = (
    re.compile(r"(?i)(authorization:\s*(?:token=|bearer\s+|basic\s+)?)([^\s\"']+)"),
    re.compile(
        r"(?i)((?:password|passwd|secret|token|credential|(?:private|account)[_-]?key|api[_-]?key)[\w.-]*[\"']?\s*[=:]\s*[\"']?)"
        r"([^\s\"',;}]+)"
    ),
    re.compile(r"(://[^/\s:@]+:)([^/\s@]+)(?=@)"),
    re.compile(r"()(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),
)


_WORDS = ("pass", "secret", "token", "credential", "authorization", "eyj")
_KEYS = tuple(f"{word}{mark}key" for word in ("private", "account", "api") for mark in ("", "_", "-"))
"""In lower case: nothing above matches ASCII without one of these or of the words, or an ``@`` in a URL. A large answer is mostly
searched in vain, so ``key`` is looked for first."""


def _hinted(text: str) -> bool:
    lower = text.lower()
    if not text.isascii() or any(word in lower for word in _WORDS):
        return True
    return "key" in lower and any(key in lower for key in _KEYS)


def redact_text(text: str) -> str:
    """The text with everything that looks like a secret replaced."""
    if not _hinted(text) and "@" not in text:
        return text
    text = _BLOCK.sub(lambda match: f"{match[1]}{match[2]}{match[1]}  {REDACTED}\n", text)
    for pattern in _IN_TEXT:
        text = pattern.sub(lambda match: match.group(1) + REDACTED, text)
    return text


def looks_secret(key: str) -> bool:
    """Whether the name of a key says that its value is for nobody's eyes."""
    return _SECRET_KEY.search(key) is not None


def redact(value: object) -> object:
    """The JSON-like value with the values of secret-looking keys replaced, and texts redacted, all the way down."""
    if isinstance(value, dict):
        named = any(isinstance(value.get(key), str) and _SECRET_KEY.search(value[key]) for key in ("name", "key"))
        return {key: REDACTED if _is_secret(key, inner, named=named) else redact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [redact(inner) for inner in value]
    if isinstance(value, str):
        return redact_text(value)
    return value


def _is_secret(key: object, inner: object, *, named: bool) -> bool:
    """A text or number under a secret-looking key, or the ``value`` beside a secret-looking ``name`` or ``key``."""
    if isinstance(inner, bool) or not isinstance(inner, str | int | float):
        return False
    return bool(_SECRET_KEY.search(str(key))) or (named and key == "value")


_ESCAPES = (b"\\u", b"\\/")
"""Escapes of JSON may hide any of them."""
_WORDS_IN_BYTES, _KEYS_IN_BYTES = (tuple(word.encode() for word in words) for words in (_WORDS, _KEYS))


def _hinted_body(body: bytes) -> bool:
    """As ``_hinted``, of bytes and their escapes."""
    lower = body.lower()
    if not body.isascii() or any(word in lower for word in _WORDS_IN_BYTES):
        return True
    if b"key" in lower and any(key in lower for key in _KEYS_IN_BYTES):
        return True
    return b"\\" in lower and any(escape in lower for escape in _ESCAPES)


_USER = re.compile(rb"://[^/\s:@]+:[^/\s@]+@")
_USER_IN_JSON = re.compile(rb'://(?:[^/\s:@"\\]|\\.)+:(?:[^/\s@"\\]|\\.)+@')


def redacted_body(body: bytes) -> bytes:
    """The same bytes when they hold no secret; JSON is judged by its keys, everything else as text."""
    hinted = _hinted_body(body)
    if not hinted and _USER.search(body) is None:
        return body
    try:
        if not hinted and _USER_IN_JSON.search(body) is None:
            msgspec.json.decode(body, type=msgspec.Raw)
            return body
        value: object = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        text = body.decode("utf-8", "surrogateescape")
        return redact_text(text).encode("utf-8", "surrogateescape")
    clean = redact(value)
    return body if clean == value else msgspec.json.encode(clean, order="sorted")
