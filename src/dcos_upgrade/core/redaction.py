"""Secrets are replaced before anything is written down."""

from __future__ import annotations

import re

REDACTED = "***"

_SECRET_KEY = re.compile(r"(?i)(pass(word|wd)?|secret|token|credential|private_?key|api_?key|authorization)")
_IN_TEXT = (
    re.compile(r"(?i)(authorization:\s*(?:token=|bearer\s+|basic\s+)?)([^\s\"']+)"),
    re.compile(r"(?i)((?:password|passwd|secret|token|api[_-]?key)\s*[=:]\s*[\"']?)([^\s\"',;}]+)"),
    re.compile(r"(://[^/\s:@]+:)([^/\s@]+)(?=@)"),
    re.compile(r"()(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)"),
)


def redact_text(text: str) -> str:
    """The text with everything that looks like a secret replaced."""
    for pattern in _IN_TEXT:
        text = pattern.sub(lambda match: match.group(1) + REDACTED, text)
    return text


def redact(value: object) -> object:
    """The JSON-like value with the values of secret-looking keys replaced, and texts redacted, all the way down."""
    if isinstance(value, dict):
        return {
            key: REDACTED if isinstance(inner, str) and _SECRET_KEY.search(str(key)) else redact(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(inner) for inner in value]
    if isinstance(value, str):
        return redact_text(value)
    return value
