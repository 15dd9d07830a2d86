"""How secrets look in a text. Each pattern has two groups: what stays, and the secret."""

from __future__ import annotations

import re

_NAMES = r"(?:password|passwd|passphrase|secret|token|credential|(?:private|account)[_-]?key|api[_-]?key)"
_REST = r"[\w.-]{0,80}\\?[\"']?"
"""What may follow in the name of a key. It is bounded, so that no text makes a pattern run for hours."""
_SECRET_KEY = re.compile(rf"(?i){_NAMES}|authorization|(?:^|[_.-])pass(?:$|[_.-])|(?-i:[a-z]Pass$)")

BLOCK = re.compile(
    rf"(?im)^([ \t]*)([\"']?[\w.-]{{0,80}}{_NAMES}"
    r"[\w.-]{0,80}[\"']?[ \t]*:[ \t]*[|>][-+0-9]*[ \t]*\r?\n)((?:\1[ \t]+.*(?:\n|\Z)|[ \t]*\r?\n)+)"
)
"""A key of YAML whose value stands as a block of text below it, as the installer of DC/OS writes all of them."""

IN_TEXT = (
    re.compile(r"(?s)(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----)((?:(?!-----END ).)+)"),
    re.compile(r"(?i)(authorization:\s*(?:token=|bearer\s+|basic\s+)?)([^\s\"']+)"),
    re.compile(r"(?im)(\bcookie:[ \t]*)([^\s\"'][^\r\n\"']*)"),
    re.compile(rf"(?i)((?:{_NAMES}|[_-]pass){_REST}\s*[=:]\s*\\?\")((?:[^\"\\\n]|\\[^\"])+)"),
    re.compile(rf"(?i)((?:{_NAMES}|[_-]pass){_REST}\s*[=:]\s*\\?')([^'\n]+)"),
    re.compile(rf"(?im)^([ \t-]{{0,80}}[\"']?[\w.-]{{0,80}}{_NAMES}{_REST}:[ \t]+)([^\s\"'{{\[|>\\][^\r\n]*)"),
    re.compile(rf"(?im)((?:{_NAMES}|[_-]pass){_REST}\s*[=:]\s*\\?[\"']?)(?![|>][-+0-9]*[ \t]*\r?$)([^\s\"',;}}]+)"),
    re.compile(rf"(?i)((?<![\w-])--[\w-]{{0,40}}{_NAMES}[\w-]{{0,40}}[ \t]+[\"']?)([^\s\"'-][^\s\"']*)"),
    re.compile(r"((?:[ \t]-u|--user)[ =][\"']?[^\s:\"'/]{1,200}:)([^\s\"']+)"),
    re.compile(r"(\"auth\"\s*:\s*\")([^\"]+)"),
    re.compile(r"(?i)([?&](?:sig|signature|x-amz-signature|access_key)=)([^&\s\"']+)"),
    re.compile(r"(://[^/\s:@]+:)([^/\s@]+)(?=@)"),
    re.compile(r"()((?<![\w-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),
    re.compile(r"()(\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)"),
    re.compile(r"()(\b(?:gh[pousr]_|glpat-|xox[abeoprs]-|AIza)[A-Za-z0-9_-]{16,})"),
)

WORDS = (
    *("pass", "secret", "token", "credential", "authorization", "cookie", "eyj", "private key", '"auth"'),
    *(" -u ", "\t-u ", " -u=", "\t-u=", "--user", "sig=", "signature=", "access_key="),
    *("akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "glpat-", "xox", "aiza"),
)
KEYS = tuple(f"{word}{mark}key" for word in ("private", "account", "api") for mark in ("", "_", "-"))
"""In lower case: nothing above matches ASCII without one of these or of the words, or an ``@`` in a URL. A large answer is mostly
searched in vain, so ``key`` is looked for first."""
PLACES = ('"env"', '"environment"', '"parameters"')
"""Keys of JSON below which secrets stand without a name that tells of them."""


def looks_secret(key: str) -> bool:
    """Whether the name of a key says that its value is for nobody's eyes."""
    return _SECRET_KEY.search(key) is not None


def hinted(text: str) -> bool:
    """Whether anything in the text may be a secret; quick, and wrong to one side only."""
    lower = text.lower()
    if not text.isascii() or any(word in lower for word in WORDS):
        return True
    return "key" in lower and any(key in lower for key in KEYS)


_ESCAPES = (b"\\u", b"\\/")
"""Escapes of JSON may hide any of them."""
_WORDS_IN_BYTES, _KEYS_IN_BYTES, _PLACES_IN_BYTES = (
    tuple(word.encode() for word in words) for words in (WORDS, KEYS, PLACES)
)
_QUOTED = tuple(word.replace(b'"', b'\\"') for word in _WORDS_IN_BYTES if b'"' in word)


def hinted_body(body: bytes) -> bool:
    """As ``hinted``, of bytes and their escapes."""
    lower = body.lower()
    words = (*_WORDS_IN_BYTES, *_QUOTED, *_PLACES_IN_BYTES)
    if not body.isascii() or any(word in lower for word in words):
        return True
    if b"key" in lower and any(key in lower for key in _KEYS_IN_BYTES):
        return True
    return b"\\" in lower and any(escape in lower for escape in _ESCAPES)
