"""What the cluster stood on, in the report: listed, not listed and unknown; what a release asks for and brings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from reported import cluster, report, run

from dcos_upgrade.planning.platform_judgement import Held, Standing
from dcos_upgrade.render.workbook.catalogue import report as document
from dcos_upgrade.usecases.workbook import Workbook


@pytest.fixture(scope="module")
def done() -> Workbook:
    return report(run(cluster()))


def chapter(workbook: Workbook) -> str:
    return str(next(each for each in document(workbook).chapters if each.id == "platforms").blocks)


def with_a_row(workbook: Workbook, standing: Standing, *, system: str = "CentOS 7.4") -> Workbook:
    assert workbook.ground is not None
    hop = workbook.ground.hops[0]
    after = Held(standing=standing, reason="as the page says")
    row = replace(hop.rows[0], system=system, after=after, first=("upgrade Docker first",))
    return replace(workbook, ground=replace(workbook.ground, hops=(replace(hop, rows=(row,)),)))


def test_every_hop_has_its_machines_what_it_asks_for_and_what_it_brings(done: Workbook):
    assert done.ground is not None and all(hop.rows for hop in done.ground.hops)

    told = chapter(done)

    for hop in done.ground.hops:
        assert f"{hop.source} → {hop.target}" in told
        assert all(each.requirement.title in told for each in hop.requirements)
        assert all(each.title in told for each in hop.brings)


@pytest.mark.parametrize(
    ("standing", "tone"),
    [
        (Standing.SUPPORTED, "GOOD"),
        (Standing.NOT_SUPPORTED, "BAD"),
        (Standing.UNKNOWN, "WARN"),
        (Standing.LISTED_EARLIER, "WARN"),
    ],
)
def test_how_a_machine_stands_after_the_hop_is_said_in_words_and_shown(done: Workbook, standing: Standing, tone: str):
    told = chapter(with_a_row(done, standing))

    cell = told[told.index(f"{standing}: as the page says") :][:120]
    assert f"Tone.{tone}" in cell
    assert "upgrade Docker first" in told


def test_support_on_the_day_of_the_plan_stands_first(done: Workbook):
    assert done.ground is not None
    told = chapter(done)

    assert told.index(f"Support on {done.ground.on}") < told.index("What the release asks of its machines")


def test_without_the_snapshot_from_before_it_says_that_it_does_not_know(done: Workbook):
    assert "could not be read" in chapter(replace(done, ground=None))


def test_it_has_its_place_after_the_route(done: Workbook):
    names = [each.id for each in document(done).chapters]

    assert names.index("route") < names.index("platforms") < names.index("steps")
