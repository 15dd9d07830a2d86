"""The questions that people ask before an upgrade."""

from __future__ import annotations

import click

from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.verb import Verb


@click.command(cls=Verb)
@click.argument("words", nargs=-1)
def COMMAND(words: tuple[str, ...]) -> Reply:
    """Answer "can we …?": verdict, reason, what the tool does about it, and the source.

    Without WORDS the workbook's own questions; with WORDS every rule of the workbook in which all of them occur.

    \b
    dcos-upgrade faq
    dcos-upgrade faq rollback
    dcos-upgrade faq agents first
    """
    from dcos_upgrade.cli import questions

    return questions.answered(words)
