"""Two configurations key by key. What holds a secret is told apart from what is equal. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.probes.user_configuration import OF_THE_INSTALLER, UserConfiguration

NOT_SET = "not set"
LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``old`` and ``new`` are the values as one text, with secrets replaced; None where the key is not there."""

    key: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        return f"{self.key}: {_shown(self.old)} → {_shown(self.new)}"


def differences(running: UserConfiguration, planned: UserConfiguration) -> tuple[Difference, ...]:
    """In the order of their names. What the installer adds by itself is nobody's change."""
    names = sorted({*running.keys, *planned.keys} - OF_THE_INSTALLER)
    pairs = ((name, running.keys.get(name), planned.keys.get(name)) for name in names)
    return tuple(Difference(key=name, old=old, new=new) for name, old, new in pairs if old != new)


def not_compared(running: UserConfiguration, planned: UserConfiguration) -> tuple[str, ...]:
    """Keys of both whose values look the same only because their secrets were replaced."""
    secret = {*running.hidden, *planned.hidden} - OF_THE_INSTALLER
    return tuple(
        sorted(name for name in secret if name in running.keys and running.keys[name] == planned.keys.get(name))
    )


def _shown(value: str | None) -> str:
    if value is None:
        return NOT_SET
    return repr(value if len(value) <= LONGEST else f"{value[:LONGEST]}…") if value else "empty"
