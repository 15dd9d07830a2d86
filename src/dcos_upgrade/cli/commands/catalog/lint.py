"""Whether every entry is right."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb
from dcos_upgrade.core.error import ExitCode


@click.command(cls=Verb)
def COMMAND() -> Reply:
    """Read every entry of the catalog and name what is wrong: file, key, reason."""
    from dcos_upgrade import catalog
    from dcos_upgrade.cli.homes import own_homes
    from dcos_upgrade.planning.lint import problems_of
    from dcos_upgrade.usecases.homes import unhoused

    problems = problems_of(catalog.own()) or unhoused(catalog.own(), own_homes())
    keys = [{"file": each.file, "key": each.key, "reason": each.reason} for each in problems]
    text = "\n".join(f"{each.file}: {each.key}: {each.reason}" for each in problems)
    code = ExitCode.BLOCKED if problems else ExitCode.DONE
    return Reply(keys={"problems": keys}, text=text or "Every entry of the catalog is right.", code=code)
