"""Components of a release beside the workbook's matrix: each printed cell, each correction."""

from __future__ import annotations

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog.appendix import Finding
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.expected import Expected, brought, corrections_of, expected


def cell(component: str, release: str) -> Expected:
    found = expected(catalog.own(), Version.parse(release))
    return next(each for each in found if each.component == component)


def test_the_matrix_has_the_workbooks_17_releases_and_ten_rows():
    matrix = catalog.own().version_matrix

    assert (len(matrix.columns), len(matrix.rows)) == (17, 10)
    assert (str(matrix.columns[0]), str(matrix.columns[-1])) == ("1.9.0", "1.10.7")


def test_every_printed_cell_that_is_not_what_the_source_says_has_a_correction():
    cells = [
        (release, each) for release in catalog.own().version_matrix.columns for each in expected(catalog.own(), release)
    ]

    different = [(release, each) for release, each in cells if each.printed != (each.version or "")]

    assert len(cells) == 170
    assert different
    assert all(each.correction is not None for _, each in different)


def test_a_correction_of_a_wrong_cell_is_about_a_cell_that_is_wrong():
    wrong = {Finding.WRONG, Finding.ROUNDED, Finding.BLANK}

    for correction in catalog.own().corrections:
        if correction.finding in wrong:
            found = [
                cell(correction.component, str(each))
                for each in catalog.own().version_matrix.columns
                if correction.speaks_of(each)
            ]
            assert any(each.printed != each.version for each in found), correction.id


CORRECTED = [
    ("tested-coreos-of-1-9-0", "coreos", "1.9.0", "1235.9.0", "1235.12.0"),
    ("mesos-row-is-right", "mesos", "1.10.4", "1.4.2", "1.4.2"),
    ("marathon-of-1-10-0", "marathon", "1.10.0", "1.5.0", "1.5.0-SNAPSHOT-713-g14280a6"),
    ("metronome-of-1-10-4", "metronome", "1.10.4", "0.3.3", "0.3.2"),
    ("cosmos-left-blank", "cosmos", "1.10.7", "", "0.4.2-15"),
    ("zookeeper-of-1-9-8-left-blank", "zookeeper", "1.9.8", "", "3.4.8"),
    ("openssl-left-blank", "openssl", "1.9.6", "", "1.0.2m"),
    ("command-line-left-blank", "command_line", "1.10.0", "", "0.5.x"),
    ("edge-lb-is-no-part-of-a-release", "edge_lb", "1.10.0", "0.1.9", None),
    ("marathon-plugins-cannot-be-checked", "marathon_plugins", "1.10.7", "1.10.2", None),
    ("mesos-of-1-11-3", "mesos", "1.11.3", None, "1.5.1"),
]


@pytest.mark.parametrize(("name", "component", "release", "printed", "version"), CORRECTED)
def test_a_cell_says_what_was_printed_and_what_holds(
    name: str, component: str, release: str, printed: str | None, version: str | None
):
    found = cell(component, release)

    assert (found.printed, found.version) == (printed, version)
    assert found.correction is not None
    assert found.correction.id == name
    assert found.correction.why and found.correction.sources


OF_TABLES = [
    ("releases-that-the-matrix-lacks", ["1.9.9", "1.9.10", "1.10.8", "1.11.0", "1.11.1", "1.11.2", "1.11.3"]),
    ("newest-1-9-is-1-9-10", ["1.9.9", "1.9.10"]),
    ("newest-1-10-in-two-ways", ["1.10.7", "1.10.8"]),
]


@pytest.mark.parametrize(("name", "releases"), OF_TABLES)
def test_a_correction_of_a_whole_table_speaks_of_its_releases(name: str, releases: list[str]):
    spoken = [
        str(release)
        for release in catalog.own().versions
        if name in {each.id for each in corrections_of(catalog.own(), release)}
    ]

    assert spoken == releases


def test_there_are_14_corrections_and_each_is_shown_here():
    shown = {row[0] for row in CORRECTED} | {row[0] for row in OF_TABLES}

    assert {each.id for each in catalog.own().corrections} == shown
    assert len(shown) == 14


def test_a_component_that_nobody_can_vouch_for_is_not_expected_after_a_hop():
    titles = [title for title, _ in brought(catalog.own(), Version.parse("1.10.7"))]

    assert titles == ["CoreOS tested", "Mesos", "Marathon", "Metronome", "OpenSSL", "Cosmos", "CLI", "ZooKeeper"]


def test_every_release_says_what_it_brings():
    for release in catalog.own().versions:
        assert {"Mesos", "Marathon", "Metronome", "ZooKeeper"} <= dict(brought(catalog.own(), release)).keys()
