"""Texts made safe to show: without secrets, and without characters that would act instead of being read."""

from __future__ import annotations

import re

from dcos_upgrade.core.redaction import redact_text

REPLACEMENT = "\ufffd"
_ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, and halves of characters."""


def shown(text: str) -> str:
    return _ACTING.sub(REPLACEMENT, redact_text(text))
