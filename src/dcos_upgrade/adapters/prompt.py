"""Asking the person at the terminal for a secret, without showing it."""

from __future__ import annotations

import getpass
import sys

from dcos_upgrade.core.error import Refused


def ask(what: str) -> str:
    """Raises Refused where nobody can be asked: what runs by itself takes its secrets from somewhere else."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refused(
            f"cluster.yaml wants the {what} to be typed, and there is no terminal",
            where="prompt",
            next_command="in cluster.yaml, in the place of prompt: env:NAME, file:PATH or keyring:SERVICE/USER",
        )
    try:
        return getpass.getpass(f"{what[0].upper()}{what[1:]}: ", sys.stderr)
    except EOFError as error:
        raise Refused(f"nothing was typed for the {what}", where="prompt") from error
