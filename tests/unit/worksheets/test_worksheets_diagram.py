"""The picture of a cluster of any size: nothing overlaps, nothing is outside, and what is not drawn one by one is counted."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import crowds
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dcos_upgrade.core.cluster import CLUSTER
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.render.diagram import svg
from dcos_upgrade.worksheets import Given
from dcos_upgrade.worksheets.diagram import Kind, Picture, Shape, cluster_diagram
from dcos_upgrade.worksheets.diagram.drawn import COLUMN, LINE, TITLE
from dcos_upgrade.worksheets.diagram.picture import CONTAINERS
from dcos_upgrade.worksheets.visible import columns_of

CLUSTERS = {
    "nobody": {"masters": 0, "private": 0, "public": 0, "services": 0},
    "one of each": {"masters": 1, "private": 1},
    "five agents": {},
    "no racks": {"private": 60, "racks": 0},
    "every agent its rack": {"private": 90, "racks": 90},
    "many service Marathons": {"services": 60},
    "many masters": {"masters": 40},
    "five hundred agents": {"masters": 5, "private": 520, "public": 30, "racks": 20, "inactive": 7},
    "wide names": {"private": 12, "name": lambda text: text + "\u4e2d" * 40},
}


def picture(snapshot: Snapshot) -> Picture:
    return cluster_diagram(Given(snapshot=snapshot))


def overlap(one: Shape, other: Shape) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def within(inner: Shape, outer: Shape) -> bool:
    return inner.x >= outer.x and inner.right <= outer.right and inner.y >= outer.y and inner.bottom <= outer.bottom


def boxes(drawn: Picture) -> list[Shape]:
    return [shape for shape in drawn.shapes if shape.kind not in CONTAINERS]


@pytest.fixture(params=CLUSTERS.values(), ids=CLUSTERS.keys())
def drawn(request: pytest.FixtureRequest) -> Picture:
    return picture(crowds.crowd(**request.param))


def test_no_two_boxes_overlap(drawn: Picture):
    for of_one_kind in ([shape for shape in drawn.shapes if shape.kind is kind] for kind in CONTAINERS):
        assert [pair for pair in combinations(of_one_kind, 2) if overlap(*pair)] == []
    assert [pair for pair in combinations(boxes(drawn), 2) if overlap(*pair)] == []


def test_a_box_that_touches_a_frame_lies_in_it(drawn: Picture):
    frames = [shape for shape in drawn.shapes if shape.kind in CONTAINERS]
    pairs = [(box, frame) for box in boxes(drawn) for frame in frames if overlap(box, frame)]

    assert [pair for pair in pairs if not within(*pair)] == []


def test_nothing_is_outside_of_the_canvas(drawn: Picture):
    canvas = Shape(kind=Kind.ZONE, x=0, y=0, width=drawn.width, height=drawn.height, lines=())

    assert [shape for shape in drawn.shapes if not within(shape, canvas)] == []


def test_every_line_of_text_fits_into_its_box(drawn: Picture):
    for shape in drawn.shapes:
        assert len(shape.lines) * LINE <= shape.height
        assert all(columns_of(line.text) * COLUMN <= shape.width for line in shape.lines)


@settings(max_examples=100, deadline=None, database=None)
@given(
    masters=st.integers(0, 20),
    private=st.integers(0, 60),
    public=st.integers(0, 20),
    racks=st.integers(0, 50),
    services=st.integers(0, 30),
    suffix=st.text(max_size=60),
)
def test_no_size_and_no_name_makes_anything_overlap_or_break_the_picture(
    masters: int, private: int, public: int, racks: int, services: int, suffix: str
):
    snapshot = crowds.crowd(
        masters=masters, private=private, public=public, racks=racks, services=services, name=lambda text: text + suffix
    )

    drawn = picture(snapshot)

    test_no_two_boxes_overlap(drawn)
    test_a_box_that_touches_a_frame_lies_in_it(drawn)
    test_nothing_is_outside_of_the_canvas(drawn)
    test_every_line_of_text_fits_into_its_box(drawn)
    ElementTree.fromstring(svg(drawn))


def test_the_title_fits_into_the_canvas():
    drawn = picture(crowds.crowd(name=lambda text: text + "W" * 500))

    assert columns_of(drawn.title) * COLUMN * TITLE / 12 <= drawn.width


def test_up_to_a_bound_each_agent_has_its_box():
    drawn = picture(crowds.crowd(private=5, public=1))

    assert [shape.lines[0].text for shape in boxes(drawn) if shape.kind is Kind.PRIVATE_AGENT][:5] == [
        "a0",
        "a2",
        "a4",
        "a1",
        "a3",
    ]
    assert "not active" not in drawn.description


def test_beyond_the_bound_agents_of_a_rack_are_counted_and_those_that_are_not_active_are_named():
    drawn = picture(crowds.crowd(private=520, racks=20, inactive=1))

    counted = [shape for shape in boxes(drawn) if shape.kind is Kind.COUNT and "agents" in shape.whole]
    assert [shape.lines[0].text for shape in counted] == ["26 agents"] * 20
    assert [line.text for line in counted[0].lines] == ["26 agents", "1.9.9 on 26", "1 not active", "a0"]
    assert [shape.unwell for shape in counted] == [True] + [False] * 19


def test_no_agent_is_left_out_of_the_count_where_racks_are_many():
    drawn = picture(crowds.crowd(private=300, public=0, racks=100))

    counted = [int(shape.lines[0].text.split()[0]) for shape in boxes(drawn) if shape.lines[0].text.endswith(" agents")]
    assert sum(counted) == 300


def test_leaders_are_told_in_words_at_their_box():
    drawn = picture(crowds.crowd())

    masters = {shape.lines[0].text: shape.whole for shape in boxes(drawn) if shape.whole.startswith("master, ")}
    assert "leads Mesos, leads ZooKeeper" in masters["m0"]
    assert masters["m1"].endswith("leads nothing")
    assert masters["m2"].endswith("leads Marathon")


def test_without_answers_the_parts_are_unknown_and_not_absent():
    snapshot = crowds.without(crowds.crowd(), "service-marathons", "user-configuration", "mesos-slaves", "mesos-state")

    drawn = picture(snapshot)

    assert "Service Marathons (MoM): unknown: nothing answered" in drawn.description
    assert "bootstrap host unknown: nothing answered" in drawn.description
    agents = [shape for shape in boxes(drawn) if shape.whole.startswith("private agent, ")]
    assert all(shape.unwell and shape.whole.endswith("state unknown") for shape in agents)


def test_an_agent_that_mesos_lists_and_the_inventory_does_not_is_drawn():
    snapshot = crowds.crowd(private=1, public=0)
    listed = snapshot.facts["mesos-slaves", CLUSTER].value.slaves
    strange = crowds.bent(
        snapshot,
        "mesos-slaves",
        CLUSTER,
        slaves=(*listed, type(listed[0])(id="S9", hostname="10.9.9.9", pid="slave(1)@10.9.9.9:5051", active=True)),
    )

    assert "10.9.9.9" in picture(strange).description


def test_the_address_of_the_bootstrap_host_is_all_that_is_told_of_its_url():
    snapshot = crowds.bent(
        crowds.crowd(masters=1), "user-configuration", "m0", keys={"bootstrap_url": "http://u:hunter2@boot:80/x"}
    )

    assert "bootstrap host boot" in picture(snapshot).description
    assert "hunter2" not in picture(snapshot).description
