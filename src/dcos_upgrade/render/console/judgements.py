"""Judgements for people: findings first, each with its remedy; what passed by count."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.render.terminal import BOLD, FAINT, GREEN, RED, YELLOW, Terminal, numbered

COLOURS = {Verdict.FAIL: RED, Verdict.UNKNOWN: YELLOW, Verdict.PASS: GREEN}


def judgements_text(judgements: Collection[Judgement], terminal: Terminal) -> str:
    return "\n".join(_lines(judgements, terminal))


def _lines(judgements: Collection[Judgement], terminal: Terminal) -> Iterator[str]:
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        for each in judgements:
            if each.verdict is verdict:
                yield from _finding(each, terminal)
    passed = sum(1 for each in judgements if each.verdict is Verdict.PASS)
    told = f"{numbered(passed, 'judgement')} of {len(judgements)} passed"
    yield terminal.style(told, BOLD, GREEN if passed == len(judgements) and passed else YELLOW)


def _finding(each: Judgement, terminal: Terminal) -> Iterator[str]:
    word = terminal.style(f"{each.verdict!s:<8}", BOLD, COLOURS[each.verdict])
    yield f"{word}{each.subject}  [{each.check}, {each.severity}]"
    yield terminal.wrapped(each.summary, first=" " * 8)
    if each.remedy:
        yield terminal.style(terminal.wrapped(each.remedy, first=" " * 8), FAINT)
