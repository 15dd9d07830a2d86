"""Texts made safe to show: without secrets, and without characters that would act instead of being read."""

from __future__ import annotations

import re

from dcos_upgrade.core.redaction import redact_text

REPLACEMENT = "\ufffd"
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, line ends of Unicode, marks that turn the direction of writing, halves of characters and what is none."""


def shown(text: str) -> str:
    return _ACTING.sub(REPLACEMENT, redact_text(text))
