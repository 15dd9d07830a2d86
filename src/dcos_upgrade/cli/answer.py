"""The process' edge: whatever happens becomes an exit code and, for errors, five parts on stderr."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import click

from dcos_upgrade.cli.reply import Answered, error_keys, json_of, say, talk
from dcos_upgrade.core.error import Broken, DcosUpgradeError, ExitCode, Usage

GO_ON = "Jobs on nodes go on; a run can be resumed"
INTERRUPTED = f"Stopped by {{signal}}. {GO_ON}: dcos-upgrade resume"

_terminated: list[bool] = []


def main() -> None:
    """The console script."""
    signal.signal(signal.SIGTERM, _on_sigterm)
    sys.exit(answer(sys.argv[1:]))


def answer(arguments: Sequence[str]) -> int:
    """Run the verb and answer its exit code; nothing is raised."""
    try:
        return _invoked(arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        talk(error.format_message())
        return int(ExitCode.USAGE)
    except click.UsageError as error:
        return _told(_usage(error), arguments, _words(error.ctx))
    except DcosUpgradeError as error:
        error.next_command = error.next_command or _way_on(error, arguments)
        return _told(error, arguments, _guessed_words(arguments))
    except (KeyboardInterrupt, click.Abort) as error:
        return _interrupted(error, arguments)
    except Exception as error:  # the last edge: no stack trace for people who did not ask for one
        return _told(_unexpected(error), arguments, _guessed_words(arguments))


def _invoked(arguments: Sequence[str]) -> int:
    from dcos_upgrade.cli.root import NAME, ROOT

    result = ROOT.main(args=list(arguments), prog_name=NAME, standalone_mode=False)
    return int(result or 0)


def _on_sigterm(number: int, frame: FrameType | None) -> None:
    """As Ctrl-C, which asyncio ends its tasks by, but with an exit code of its own."""
    _terminated.append(True)
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(number, frame)
    else:
        raise KeyboardInterrupt


def _interrupted(error: BaseException, arguments: Sequence[str]) -> int:
    name, code = ("SIGTERM", ExitCode.TERMINATED) if _terminated else ("Ctrl-C", ExitCode.INTERRUPTED)
    talk(INTERRUPTED.format(signal=name))
    if _asked_for_json(arguments) and not isinstance(error.__cause__ or error, Answered):
        stopped = DcosUpgradeError(f"stopped by {name}", safe=GO_ON, next_command="dcos-upgrade resume", exit_code=code)
        _say_object(stopped, _guessed_words(arguments))
    return int(code)


def _usage(error: click.UsageError) -> Usage:
    path = error.ctx.command_path if error.ctx else "dcos-upgrade"
    return Usage(error.format_message(), next_command=f"{path} --help")


RUNNING = {"run", "resume"}


def _way_on(error: DcosUpgradeError, arguments: Sequence[str]) -> str:
    """The one next command of an error that names none: what the call can be, where the run stands, or the same call again."""
    verb = _verb(arguments)
    if isinstance(error, Usage):
        return " ".join(("dcos-upgrade", *verb, "--help"))
    if RUNNING.intersection(verb):
        return "dcos-upgrade status"
    import shlex

    from dcos_upgrade.core.redaction import redact_text

    mended = f"mend {error.where}" if error.where else "mend that"
    return f"{mended}, then again: {redact_text(shlex.join(('dcos-upgrade', *arguments)))}"


def _told(error: DcosUpgradeError, arguments: Sequence[str], words: str) -> int:
    from dcos_upgrade.cli.terminal import terminal_of
    from dcos_upgrade.render.console.error import error_text

    talk(error_text(error, terminal_of(sys.stderr)))
    if _verbosity(arguments) > 1:
        talk(_stack_trace(error))
    if _asked_for_json(arguments):
        _say_object(error, words)
    return int(error.exit_code)


def _say_object(error: DcosUpgradeError, words: str) -> None:
    """The error's object; where stdout cannot take it, the words on stderr and the exit code have said it."""
    with suppress(Broken):
        say(json_of(words, error_keys(error)))


def _unexpected(error: Exception) -> Broken:
    wrapped = Broken(
        f"something went wrong that should not have: {type(error).__name__}: {error}",
        where=_log(_stack_trace(error)),
        evidence="the log file holds the details; it is a bug of the tool",
        safe="yes: jobs on nodes go on, and the journal holds everything that was begun",
        next_command="dcos-upgrade status",
    )
    wrapped.__cause__ = error
    return wrapped


def _stack_trace(error: BaseException) -> str:
    import traceback

    from dcos_upgrade.core.redaction import redact_text

    return redact_text("".join(traceback.format_exception(error)))


def _log(text: str) -> str:
    """Where the stack trace lies; in the temporary directory, since the state directory may be the problem."""
    import tempfile

    try:
        descriptor, name = tempfile.mkstemp(prefix="dcos-upgrade-", suffix=".log")
        with os.fdopen(descriptor, "w", errors="replace") as file:
            file.write(text)
    except OSError:
        return "no log could be written"
    return str(Path(name))


def _asked_for_json(arguments: Sequence[str]) -> bool:
    pairs = pairwise((*arguments, ""))
    return any(first == "--output=json" or (first, second) == ("--output", "json") for first, second in pairs)


def _verbosity(arguments: Sequence[str]) -> int:
    flags = [word for word in arguments if word == "--verbose" or (word.startswith("-v") and set(word[1:]) == {"v"})]
    return sum(1 if word == "--verbose" else len(word) - 1 for word in flags)


def _words(ctx: click.Context | None) -> str:
    from dcos_upgrade.cli.verb import words_of

    return words_of(ctx) if ctx is not None else "dcos-upgrade"


def _guessed_words(arguments: Sequence[str]) -> str:
    return "-".join(_verb(arguments)) or "dcos-upgrade"


def _verb(arguments: Sequence[str]) -> tuple[str, ...]:
    """The verb's words as they stand before the first thing that is none."""
    from dcos_upgrade.cli.root import ROOT

    command: Any = ROOT
    words = []
    for word in arguments:
        if not isinstance(command, click.Group) or word not in command.commands:
            break
        command = command.commands[word]
        words.append(word)
    return tuple(words)
