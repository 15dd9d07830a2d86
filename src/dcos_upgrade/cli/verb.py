"""The shape that all verbs share: ``--output``, ``-v``, a Reply printed once, an exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from dcos_upgrade.cli.reply import Reply, print_reply
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.version import Version

F = TypeVar("F", bound=Callable[..., Any])

STATE_VARIABLE = "DCOS_UPGRADE_STATE"


class Verb(click.Command):
    """A command whose callback answers a Reply; its process answers the reply's exit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [_output_option(), _verbose_option()]
        if all(each.name != "state" for each in self.params):
            self.params.append(_unused_state_option())

    def invoke(self, ctx: click.Context) -> int:
        output = ctx.params.pop("output")
        ctx.meta["dcos_upgrade.output"] = output
        reply: Reply = super().invoke(ctx)
        print_reply(words_of(ctx), reply, output)
        return int(reply.code)


def words_of(ctx: click.Context) -> str:
    """``lab-up`` for ``dcos-upgrade lab up``."""
    return "-".join(ctx.command_path.split()[1:]) or "dcos-upgrade"


def wants_json() -> bool:
    """Whether the verb under way was asked for JSON: then people get plain lines at most."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and ctx.meta.get("dcos_upgrade.output") == "json"


def _output_option() -> click.Option:
    return click.Option(
        ["--output"],
        type=click.Choice(["text", "json"]),
        default="text",
        help="text for people, or one JSON object on stdout",
    )


def _verbose_option() -> click.Option:
    return click.Option(
        ["-v", "--verbose"], count=True, expose_value=False, help="say more; -vv shows where an error came from"
    )


def _unused_state_option() -> click.Option:
    """Callers may give ``--state`` to any verb; one that keeps nothing there takes it and does nothing with it."""
    return click.Option(["--state"], type=click.Path(path_type=Path), expose_value=False, hidden=True)


def run_async(call: Coroutine[Any, Any, Reply]) -> Reply:
    """The one place where a verb enters the event loop; imported late, since most verbs need none."""
    import asyncio

    return asyncio.run(call)


def default_state() -> Path:
    """``/var/lib/dcos-upgrade`` for root, else the XDG state directory."""
    if os.geteuid() == 0:
        return Path("/var/lib/dcos-upgrade")
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "dcos-upgrade"


def state_option(function: F) -> F:
    return click.option(
        "--state",
        envvar=STATE_VARIABLE,
        type=click.Path(path_type=Path),
        default=default_state,
        help=f"the state directory; else ${STATE_VARIABLE}, else /var/lib/dcos-upgrade (root) or the XDG state directory",
    )(function)


def release_of(text: str, flag: str) -> Version:
    """Raises Usage for what is no release number or not in the catalog."""
    from dcos_upgrade import catalog

    try:
        version = Version.parse(text)
    except ValueError as error:
        raise Usage(str(error), where=flag, next_command="dcos-upgrade catalog list") from error
    return catalog.release(version).version
