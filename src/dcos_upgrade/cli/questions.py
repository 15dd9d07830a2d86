"""What ``faq`` answers: the workbook's statements by their words."""

from __future__ import annotations

import sys

from dcos_upgrade import catalog
from dcos_upgrade.cli.reply import Reply
from dcos_upgrade.cli.terminal import terminal_of
from dcos_upgrade.planning.asked import asked
from dcos_upgrade.render.console.questions import questions_text, rule_keys


def answered(words: tuple[str, ...]) -> Reply:
    """Exit code 0 also where nothing has these words: then the answer says so."""
    found = asked(words, catalog.own().policy_rules)
    keys = {"words": list(words), "faq": [rule_keys(rule) for rule in found]}
    return Reply(keys=keys, text=questions_text(found, words, terminal_of(sys.stdout)))
