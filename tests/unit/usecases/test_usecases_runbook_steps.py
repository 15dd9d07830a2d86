"""What the catalog asks for around a hop stands in the runbook where it falls, with who sees to it and its pages."""

from __future__ import annotations

from datetime import UTC, date, datetime

from test_usecases_runbook import PLACES, lines_of, plan

from dcos_upgrade import catalog, probes
from dcos_upgrade.catalog.knowledge import Means, Moment
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.hop_knowledge import hop_knowledge
from dcos_upgrade.usecases.runbook import Runbook, runbook_of
from dcos_upgrade.usecases.runbook.knowledge import TITLES, Steps

ROUTE = (Version.parse("1.9.9"), Version.parse("1.10.7"))
KNOWN = catalog.own()
STEPS = Steps(hops=hop_knowledge(ROUTE, date(2018, 7, 9), KNOWN), links=KNOWN.links)


def runbook(steps: Steps = STEPS) -> Runbook:
    made = datetime(2018, 7, 9, tzinfo=UTC)
    return runbook_of(plan(), probes.discover(), PLACES, made=made, tool_version="0", steps=steps)


def titles(book: Runbook) -> list[str]:
    return [part.title for part in book.hops[0].parts]


def test_every_step_that_the_hop_asks_for_is_a_line_with_its_command():
    told = {(line.what, line.command) for line in lines_of(runbook().hops[0])}

    assert STEPS.hops[0].asked
    assert {(each.step.title, each.step.verify) for each in STEPS.hops[0].asked} <= told


def test_they_stand_where_they_fall():
    found = titles(runbook())
    present = [each for each in Moment if any(step.step.at is each for step in STEPS.hops[0].asked)]
    at = {moment: found.index(f"asked for, {TITLES[moment]}") for moment in present}
    masters = [place for place, title in enumerate(found) if title.startswith("masters,")]

    assert list(at.values()) == sorted(at.values())
    assert all(place < masters[0] for moment, place in at.items() if moment in {Moment.BEFORE_HOP, Moment.BEFORE_NODE})
    assert all(
        place > masters[-1] for moment, place in at.items() if moment in {Moment.AFTER_MASTERS, Moment.AFTER_HOP}
    )


def test_a_line_says_who_sees_to_it_and_a_page_that_is_gone_says_so():
    told = {line.what: line for line in lines_of(runbook().hops[0])}
    for each in STEPS.hops[0].asked:
        line = told[each.step.title]
        assert each.step.by in line.note and not line.effect
        assert (line.on == "a person") is (each.step.how is Means.ACKNOWLEDGED)
        gone = [name for name in each.step.links if KNOWN.links[name].gone]
        assert line.note.count("(gone from there)") == len(gone)


def test_numbers_go_on_without_a_gap_and_without_knowledge_there_is_none_of_it():
    numbers = [line.number for line in lines_of(runbook().hops[0])]

    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert not [title for title in titles(runbook(Steps())) if title.startswith("asked for")]
