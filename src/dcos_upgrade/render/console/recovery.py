"""One node's state and its way out, for people. Commands stand on lines of their own, never wrapped: they are copied."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.engine.recovery import Advice, Lawful
from dcos_upgrade.render.terminal import BOLD, GREEN, RED, YELLOW, Terminal

COLOURS = {Lawful.YES: GREEN, Lawful.NO: RED, Lawful.UNKNOWN: YELLOW}
WORDS = {
    Lawful.YES: "lawful: the run may go on with it",
    Lawful.NO: "not lawful yet",
    Lawful.UNKNOWN: "unknown whether it is lawful",
}


def recovery_text(advice: Advice, ssh: str, terminal: Terminal) -> str:
    """``ssh`` is the command that opens a session on the node."""
    return "\n".join(_lines(advice, ssh, terminal))


def _lines(advice: Advice, ssh: str, terminal: Terminal) -> Iterator[str]:
    head = f"{advice.node}  {advice.state}, {WORDS[advice.lawful]}"
    yield terminal.style(head, BOLD, COLOURS[advice.lawful])
    yield terminal.wrapped(advice.found, first="Found     ")
    for warning in advice.warnings:
        yield terminal.wrapped(warning, first="Never     " if warning.startswith("do not") else "Note      ")
    if advice.commands:
        yield f"On it     {ssh}"
        yield from (f"          {command}" for command in advice.commands)
    yield terminal.wrapped(advice.next, first="Then      " if advice.commands else "Next      ")
