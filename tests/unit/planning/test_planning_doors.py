"""Where a hop closes something behind it: each door stands where its facts say, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning import doors
from dcos_upgrade.planning.door import After, ClosedDoor, Passage
from dcos_upgrade.planning.doors import doors_of


def passage(source: str, target: str) -> Passage:
    return Passage(
        source=catalog.release(Version.parse(source)),
        target=catalog.release(Version.parse(target)),
    )


def closed(*stops: str) -> tuple[ClosedDoor, ...]:
    return doors_of([Version.parse(stop) for stop in stops], catalog.own())


STANDS = [
    ("node-swapped", "1.11.2", "1.11.3", None),
    ("marathon-state-moved", "1.9.9", "1.10.7", ("1.10.9", "1.10.11")),
    ("masters-all-new", "1.10.7", "1.11.3", None),
    ("mesos-registry-capabilities", "1.13.7", "2.0.6", ("1.12.5", "1.13.9")),
    ("dcos-net-state-moved", "1.13.7", "1.13.9", ("1.13.9", "1.13.10")),
    ("agent-state-read", "1.9.9", "1.10.7", ("1.9.4", "1.9.9")),
]


@pytest.mark.parametrize(("door", "source", "target", "elsewhere"), STANDS, ids=lambda each: str(each))
def test_a_door_stands_where_its_facts_say_and_nowhere_else(
    door: str, source: str, target: str, elsewhere: tuple[str, str] | None
):
    says = doors.discover()[door].says

    assert says(passage(source, target))
    assert elsewhere is None or says(passage(*elsewhere)) is None


def test_every_door_has_been_seen():
    assert {case[0] for case in STANDS} == set(doors.discover())


def test_doors_close_in_the_order_of_the_hops_and_of_their_moments():
    found = closed("1.9.9", "1.10.7", "1.11.3")

    order = [(each.hop, tuple(After).index(each.door.after)) for each in found]
    assert order == sorted(order)
    assert [(each.source, each.target) for each in found if each.door.id == "marathon-state-moved"] == [
        ("1.9.9", "1.10.7"),
        ("1.10.7", "1.11.3"),
    ]


def test_the_move_to_marathon_1_5_rewrites_networks_and_a_later_one_does_not():
    first, second = (
        each.says for each in closed("1.9.9", "1.10.7", "1.11.3") if each.door.id == "marathon-state-moved"
    )

    assert "ipAddress" in first and "1.4.11 refuses to start" in first
    assert "ipAddress" not in second


@pytest.mark.parametrize(("target", "leaves_a_mark"), [("1.13.9", True), ("2.1.1", False)])
def test_a_move_that_is_broken_off_blocks_up_to_marathon_1_9(target: str, leaves_a_mark: bool):
    source = "1.12.5" if target == "1.13.9" else "1.13.9"
    (says,) = (each.says for each in closed(source, target) if each.door.id == "marathon-state-moved")

    assert ("broken off" in says) is leaves_a_mark


def test_a_component_that_the_catalog_does_not_have_counts_as_another():
    known = passage("1.10.9", "1.10.11")
    bare = replace(known, source=replace(known.source, components={}), target=replace(known.target, components={}))

    assert not known.changes("marathon")
    assert bare.changes("marathon")
    assert not bare.crosses("mesos", (1, 9, 0))


def test_each_door_says_when_it_closes_and_on_whose_word():
    assert all(door.title and door.source and door.after in After for door in doors.discover().values())
