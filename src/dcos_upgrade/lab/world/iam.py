"""Who may use a strict cluster: a user and a service account, their logins, and tokens that are signed and end (DC/OS' bouncer)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

USER, ACCOUNT = "lab-admin", "lab-upgrader"
LIFE = 5 * 24 * 3600.0
"""Seconds that a token lives; the lab's time factor shortens them."""
SIGNED_AHEAD = 600.0
"""A service account's own word may be good for so long at most."""


class Iam:
    """``clock`` gives seconds since the epoch. ``old`` is the one before 1.13, whose tokens nothing later believes."""

    def __init__(self, clock: Callable[[], float], *, life: float, password: str, old: bool = False) -> None:
        self._clock = clock
        self._life = life
        self._password = password
        self._old = old
        self._account = rsa.generate_private_key(65537, 2048)
        self._own = rsa.generate_private_key(65537, 2048)

    def account_secret(self) -> bytes:
        """The service account's secret, as the DC/OS CLI makes one."""
        pem = self._account.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        told = {"uid": ACCOUNT, "private_key": pem.decode(), "scheme": "RS256"}
        return msgspec.json.encode(told | {"login_endpoint": "https://leader.mesos/acs/api/v1/auth/login"})

    def login(self, words: object) -> str | None:
        """A token, or None for who is not who they say."""
        if not isinstance(words, dict) or not self._knows(words):
            return None
        return jwt.encode({"uid": words["uid"], "exp": int(self._clock() + self._life)}, self._own, algorithm="RS256")

    def good(self, token: str) -> bool:
        claims = self._read(token, self._own)
        return claims is not None and float(claims.get("exp", 0)) > self._clock()

    def replaced(self) -> None:
        """A master runs 1.13 or later. The first one brings the new secret; so coarse is the double that the old masters have it too."""
        if self._old:
            self._old = False
            self.forget()

    def forget(self) -> None:
        """A new secret: every token there is becomes worthless."""
        self._own = rsa.generate_private_key(65537, 2048)

    def _knows(self, words: dict[str, Any]) -> bool:
        if words.get("uid") == USER:
            return bool(words.get("password") == self._password)
        claims = self._read(words.get("token"), self._account)
        if words.get("uid") != ACCOUNT or claims is None or claims.get("uid") != ACCOUNT:
            return False
        ahead = float(claims.get("exp", 0)) - self._clock()
        return 0 < ahead <= SIGNED_AHEAD

    def _read(self, token: object, key: rsa.RSAPrivateKey) -> dict[str, Any] | None:
        """The claims, if this key has signed them. When they end is judged by the lab's own clock."""
        try:
            return jwt.decode(str(token), key.public_key(), algorithms=["RS256"], options={"verify_exp": False})
        except jwt.PyJWTError:
            return None
