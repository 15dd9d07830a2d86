"""What stands in place of a secret: a keyed digest, by which two captures can be compared and the secret not be told.

A plain digest of a short password is guessed in seconds; this one only by whoever has the key, which is in no snapshot (RFC 2104).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

KEY_BYTES = 32
REDACTED = "***"
"""In place of a secret where there is no key."""
MASKED = "**HIDDEN**"
"""What the installer of DC/OS writes for a secret from late 1.9 and 1.10.5 on: no secret, and equal for all of them."""

Hide = Callable[[str], str]
"""From a secret to what is written in its place."""

_SEALED = re.compile(r"hmac:([0-9a-f]{12}):[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Seal:
    """A cluster's key; ``id`` is its public fingerprint. Raises ValueError for a key of another length."""

    key: bytes = field(repr=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(self.key)}")
        object.__setattr__(self, "id", hashlib.sha256(b"dcos-upgrade seal\0" + self.key).hexdigest()[:12])

    def hide(self, secret: str) -> str:
        """``hmac:KEY:DIGEST``: equal for equal secrets under one key."""
        digest = hmac.digest(self.key, secret.encode("utf-8", "surrogatepass"), "sha256")
        return f"hmac:{self.id}:{digest.hex()[:32]}"


def without_key(_: str) -> str:
    return REDACTED


def replaced(text: str) -> bool:
    """Whether this stands in place of a secret already."""
    return text in {REDACTED, MASKED} or _SEALED.fullmatch(text) is not None


def unsealed(text: str) -> str:
    """The text as it would be without a key: seals say nothing to people."""
    return _SEALED.sub(REDACTED, text)


def keys_in(text: str) -> frozenset[str]:
    """The fingerprints of the keys that hid anything in this text."""
    return frozenset(_SEALED.findall(text))


def apart(before: str, after: str) -> str:
    """Why two texts with secrets cannot be compared; empty when they can be."""
    old, new = keys_in(before), keys_in(after)
    if old and new and old != new:
        return f"its secrets were hidden by different keys ({_named(old)} before, {_named(new)} after)"
    keyless = [where for text, where in ((before, "before"), (after, "after")) if REDACTED in text]
    if keyless and (old or new or len(keyless) == 2):
        return f"its secrets were hidden without a key {' and '.join(keyless)}"
    return ""


def _named(keys: frozenset[str]) -> str:
    return ", ".join(sorted(keys))
