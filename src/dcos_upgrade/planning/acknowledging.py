"""Which of the catalog's acknowledgements a plan asks for: those that any of its hops gives reason to."""

from __future__ import annotations

from collections.abc import Iterable

from dcos_upgrade.catalog.knowledge import Acknowledgement
from dcos_upgrade.core.acknowledgement import Question
from dcos_upgrade.planning.knowing import KnownFacts, truth
from dcos_upgrade.planning.situation import Situation


def questions(situations: Iterable[Situation]) -> tuple[Question, ...]:
    """In the order of their ids. What is not known asks, too: it costs a sentence."""
    known = [(situation, KnownFacts(situation)) for situation in situations]
    entries = known[0][0].catalog.acknowledgements if known else ()
    return tuple(question_of(each) for each in entries if any(_asks(each, facts) for _, facts in known))


def question_of(entry: Acknowledgement) -> Question:
    return Question(id=entry.id, title=entry.title, question=entry.question, section=entry.section, after=entry.after)


def _asks(entry: Acknowledgement, facts: KnownFacts) -> bool:
    return truth(entry.when, facts).holds is not False
