"""A token of DC/OS' login: what it may look like, and until when it is good by its own word."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from dcos_upgrade.core.error import Unreadable

LONGEST = 16 * 1024
_PRINTABLE = re.compile(r"[\x21-\x7e]+")

RENEWED_BEFORE = timedelta(hours=1)
"""Tokens live for five days unless a site says otherwise (bouncer_expiration_auth_token_days)."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Token:
    """``ends`` is None where the token does not say; ``got`` is when we got it (UTC)."""

    text: str
    got: datetime
    ends: datetime | None = None

    def __repr__(self) -> str:
        return f"Token(ends={self.ends})"

    @property
    def header(self) -> dict[str, str]:
        """As DC/OS wants it, which is not a bearer's."""
        return {"Authorization": f"token={self.text}"}

    def ended(self, now: datetime) -> bool:
        return self.ends is not None and now >= self.ends

    def due(self, now: datetime) -> bool:
        """Whether it is time for a new one: an hour before its end, or in the last tenth of a shorter life."""
        if self.ends is None:
            return False
        return now >= self.ends - min(RENEWED_BEFORE, (self.ends - self.got) / 10)


def token_of(text: object, *, got: datetime, where: str) -> Token:
    """Raises Unreadable for what cannot stand in a header."""
    if not isinstance(text, str) or len(text) > LONGEST or not _PRINTABLE.fullmatch(text):
        raise Unreadable("what should be a token is none", where=where)
    return Token(text=text, got=got, ends=_end(text))


class _Claims(msgspec.Struct, frozen=True):
    exp: float | None = None


def _end(text: str) -> datetime | None:
    """``exp`` of a JWT. It is not verified: the cluster does that, and we only ask for a new one in time."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = msgspec.json.decode(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)), type=_Claims)
        return None if claims.exp is None else datetime.fromtimestamp(claims.exp, UTC)
    except (ValueError, OverflowError, OSError, msgspec.DecodeError):
        return None
