"""A plan asks people for what its own hops give reason to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from fakes.cluster import plan_of

from dcos_upgrade import catalog
from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.acknowledging import questions
from dcos_upgrade.planning.hop_situations import hop_situations
from dcos_upgrade.planning.situation import Situation

ENTRY = """\
id = "ticket"
title = "A ticket is open"
question = "Is a ticket open?"
section = "Gathering Data"
severity = "info"
sources = ["workbook, 'Gathering Data'"]
when = {when!r}
"""


def asked(source: str, target: str, *, of: Catalog | None = None) -> set[str]:
    situation = Situation(
        source=Version.parse(source),
        target=Version.parse(target),
        wanted=Version.parse(target),
        on=date(2018, 7, 24),
        catalog=of or catalog.own(),
    )
    return {each.id for each in questions((situation,))}


def with_entry(folder: Path, when: str) -> Catalog:
    place = folder / "acknowledgements"
    place.mkdir()
    (place / "ticket.toml").write_text(ENTRY.format(when=when))
    return Catalog(folder)


def test_a_question_is_asked_where_its_hop_gives_reason_to():
    assert "executor-tarball" in asked("1.9.4", "1.9.10")
    assert "executor-tarball" not in asked("1.10.8", "1.11.3")
    assert "apps-requalified" in asked("1.10.8", "1.11.3")
    assert "apps-requalified" not in asked("1.10.7", "1.10.8")


@pytest.mark.parametrize(("when", "found"), [("true", {"ticket"}), ("false", set()), ("mesos.tasks > 3", {"ticket"})])
def test_yes_and_unknown_ask_and_no_does_not(tmp_path: Path, when: str, found: set[str]):
    assert asked("1.10.8", "1.11.3", of=with_entry(tmp_path, when)) == found


def test_a_question_of_any_hop_is_asked_once():
    plan = plan_of(("1.9.4", "1.9.10", "1.10.8"))

    found = [each.id for each in questions(hop_situations(plan, None, catalog.own()))]

    assert found == sorted(set(found))
    assert {"executor-tarball", "apps-requalified"} <= set(found)


def test_a_plan_without_hops_asks_nothing():
    assert questions(()) == ()


def test_each_hop_of_a_plan_is_a_situation_of_the_whole_route():
    plan = plan_of(("1.9.4", "1.9.10", "1.10.8"))

    first, second = hop_situations(plan, None, catalog.own())

    assert (str(first.source), str(first.target), str(second.target)) == ("1.9.4", "1.9.10", "1.10.8")
    assert first.wanted == second.wanted == Version.parse("1.10.8")
    assert first.plan is plan and len(first.route) == 3


def test_the_own_catalog_asks_more_than_ten_things_each_with_its_section():
    entries = catalog.own().acknowledgements

    assert len(entries) > 20
    assert all(each.question.endswith("?") and each.section for each in entries)
