"""What the catalog asks for around a hop stands in the runbook where it falls, with who sees to it and its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from test_usecases_runbook import PLACES, lines_of, plan

from dcos_upgrade import catalog, probes
from dcos_upgrade.catalog.knowledge import Means, Moment
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.hop_knowledge import hop_knowledge
from dcos_upgrade.usecases.accepting import AcceptedRisk, Standing
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


RISKY = Steps(
    hops=hop_knowledge((Version.parse("1.10.8"), Version.parse("1.11.3")), date(2018, 7, 9), KNOWN), links=KNOWN.links
)


def grave_lines(steps: Steps) -> dict[str, str]:
    (part,) = (part for part in runbook(steps).hops[0].parts if part.title == "grave risks of this hop")
    return {line.what: line.note for line in part.lines}


def test_each_grave_risk_of_the_hop_is_a_line_with_how_it_is_taken_or_that_nobody_may():
    told = grave_lines(RISKY)
    grave = [each.risk for each in RISKY.hops[0].risks if each.blocks]

    assert grave and set(told) == {risk.message for risk in grave}
    for risk in grave:
        assert risk.remedy in told[risk.message]
        assert (f"dcos-upgrade accept {risk.id}" if risk.acceptable else "nobody may take it") in told[risk.message]


def test_a_risk_that_was_taken_says_by_whom_until_when_and_whether_that_is_over():
    risk = next(each.risk for each in RISKY.hops[0].risks if each.blocks and each.risk.acceptable)
    word = AcceptedRisk(
        id=risk.id,
        message=risk.message,
        hops=("1.10.8->1.11.3",),
        by="Ada",
        reason="gone in May",
        until=date(2018, 7, 20),
        said=datetime(2018, 7, 9, tzinfo=UTC),
        standing=Standing.IN_FORCE,
    )

    assert "taken by Ada until 2018-07-20: gone in May" in grave_lines(replace(RISKY, taken=(word,)))[risk.message]
    over = replace(word, standing=Standing.EXPIRED)
    assert "that day is over" in grave_lines(replace(RISKY, taken=(over,)))[risk.message]
    elsewhere = replace(word, hops=("1.9.9->1.10.8",))
    assert "nobody took it" in grave_lines(replace(RISKY, taken=(elsewhere,)))[risk.message]
