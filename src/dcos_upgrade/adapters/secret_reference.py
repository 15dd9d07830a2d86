"""Where a secret is kept: cluster.yaml only ever says the place, and the value is read when a cluster is opened.

``prompt``, ``env:NAME``, ``file:PATH`` (readable by its owner only) or ``keyring:SERVICE/USER``.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from dcos_upgrade.adapters.files import read_bounded
from dcos_upgrade.core.error import Refused, Unreadable
from dcos_upgrade.core.redaction import REDACTED

PATTERN = r"^(prompt|env:[A-Za-z_][A-Za-z0-9_]*|file:[^\x00-\x1f]+|keyring:[^/\s]+/\S+)$"
Reference = Annotated[
    str,
    Meta(
        pattern=PATTERN,
        max_length=1000,
        description="Where a secret is kept, never the secret: prompt, env:NAME, file:PATH or keyring:SERVICE/USER",
    ),
]
"""As it stands in a document. The error of a wrong one does not repeat what was written: it might be the secret itself."""

FILE_LIMIT = 64 * 1024
KEYRING_SECONDS = 60.0
"""A keyring may first ask a person to unlock it."""

Ask = Callable[[str], str]
"""Asks a person for a secret; raises Refused where there is no terminal."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A value that neither a log nor an error shows by accident."""

    value: str

    def __repr__(self) -> str:
        return f"Secret({REDACTED})"

    __str__ = __repr__

    def scrub(self, data: bytes) -> bytes:
        """The same bytes without the secret."""
        hidden = self.value.encode()
        return data.replace(hidden, REDACTED.encode()) if hidden else data


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretReference:
    """``place`` is the name of a variable, a path or SERVICE/USER; empty for a prompt. ``what`` is what a person is asked for.

    ``lines``: it may be of several lines, as a private key is.
    """

    kind: str
    place: str = ""
    what: str = field(default="secret", compare=False)
    lines: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.place}" if self.place else self.kind


def reference(text: str, base: Path, *, what: str, lines: bool = False) -> SecretReference:
    """A reference as written; paths are relative to ``base``. Prompts for different things are different secrets."""
    kind, _, place = text.partition(":")
    if kind == "file":
        place = str(base.absolute() / Path(place).expanduser())
    return SecretReference(kind=kind, place=what if kind == "prompt" else place, what=what, lines=lines)


def read_secrets(references: Iterable[SecretReference], ask: Ask) -> Mapping[SecretReference, Secret]:
    """Every secret once. Raises Refused for one that is not there or that others can read, naming its place and not its value."""
    return {each: Secret(_value(each, ask)) for each in dict.fromkeys(references)}


def _value(each: SecretReference, ask: Ask) -> str:
    match each.kind:
        case "prompt":
            value = ask(each.what)
        case "env":
            value = os.environ.get(each.place, "")
        case "file":
            value = _from_file(Path(each.place), each.what)
        case _:
            value = _from_keyring(each)
    if not value or (not each.lines and re.search(r"[\r\n\x00]", value)):
        wrong = "is not of one line" if value else "is not there or empty"
        raise Refused(
            f"the {each.what} {wrong}", where=str(each), next_command=_NEXT[each.kind].format(place=each.place)
        )
    return value


_NEXT = {
    "prompt": "start the command again and type it",
    "env": "read -rs {place} && export {place}",
    "file": "write it into {place} (chmod 600)",
    "keyring": "keyring set SERVICE USER   (as named in cluster.yaml)",
}


def _from_file(path: Path, what: str) -> str:
    data = read_bounded(path, limit=FILE_LIMIT, what=f"file of the {what}")
    refuse_others(path, what)
    try:
        return data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file of the {what} is not text", where=str(path)) from error


def refuse_others(path: Path, what: str) -> None:
    """Raises Refused for a file that anybody but its owner can read or write, and for one that is not there."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise Refused(f"the file of the {what} cannot be read", where=str(path), evidence=str(error)) from error
    if mode & 0o077:
        raise Refused(
            f"the file of the {what} can be read by others", where=str(path), next_command=f"chmod 600 {path}"
        )


def _from_keyring(each: SecretReference) -> str:
    """In a thread of its own, so that a keyring that never answers does not hold the command for good."""
    found: list[str | None] = []
    failed: list[Exception] = []

    def look() -> None:
        import keyring

        service, _, user = each.place.partition("/")
        try:
            found.append(keyring.get_password(service, user))
        except Exception as error:  # each backend has errors of its own
            failed.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    if failed or not found:
        evidence = str(failed[0]) if failed else f"no answer within {KEYRING_SECONDS:g} s"
        raise Refused(
            f"the keyring does not give the {each.what}",
            where=str(each),
            evidence=evidence,
            next_command="keyring diagnose",
        )
    return found[0] or ""
