"""What a verb answers, and the two forms in which it is printed."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
import msgspec

import dcos_upgrade
from dcos_upgrade.core.error import Broken, DcosUpgradeError, ExitCode
from dcos_upgrade.render.terminal import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """``keys`` are the JSON object without ``schema`` and ``tool_version``; ``text`` is for people."""

    keys: Mapping[str, Any]
    text: str
    code: ExitCode = ExitCode.DONE


class Answered(KeyboardInterrupt):
    """Stopped by people after the one object on stdout was printed."""


def print_reply(verb: str, reply: Reply, output: str) -> None:
    """One object or one text on stdout. A reader that went away changes nothing of the answer.

    Raises Broken when stdout cannot take it, such as a full disk.
    """
    say(json_of(verb, reply.keys) if output == "json" else fitting(reply.text, sys.stdout))


def say(text: str | bytes) -> None:
    """On stdout, once. Raises Broken when stdout cannot take it; nothing more can be said there then."""
    if sys.stdout is None:
        raise _unsaid("stdout is closed")
    try:
        click.echo(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise _unsaid(str(error)) from error


def _unsaid(evidence: str) -> Broken:
    return Broken(
        "the answer could not be written to stdout",
        evidence=evidence,
        safe="yes: what the verb did is done; only its answer is missing",
        next_command="dcos-upgrade status",
    )


def _silence(stream: Any) -> None:
    """What is still held back is thrown away: Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def json_of(verb: str, keys: Mapping[str, Any]) -> bytes:
    head = {"schema": f"dcos-upgrade/{verb}/1", "tool_version": dcos_upgrade.__version__}
    return msgspec.json.format(msgspec.json.encode({**head, **keys}), indent=2)


def error_keys(error: DcosUpgradeError) -> dict[str, Any]:
    """The five parts of an error."""
    parts = {
        "what": error.what,
        "where": error.where,
        "evidence": error.evidence,
        "safe": error.safe,
        "next": error.next_command,
    }
    return {"error": parts, "exit_code": int(error.exit_code)}


def talk(text: str) -> None:
    """To people, on stderr."""
    click.echo(fitting(text, sys.stderr), err=True)


def fitting(text: str, stream: Any) -> str:
    """The text in characters that the stream can hold."""
    return plainly(text, getattr(stream, "encoding", None) or "utf-8")
