"""A machine under a release by the vendor's page of a day: each row of the workbook, and what is neither listed nor known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.platform_judgement import Held, Machine, Standing, held, pairs
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease

ROWS = Path(__file__).parents[2] / "cases" / "platforms" / "workbook_rows.toml"
OF_MINOR = {"1.9": "1.9.10", "1.10": "1.10.8", "1.11": "1.11.3"}
WORKBOOK = date(2018, 7, 24)
EVERY = ("1.11.2", "1.12.6", "1.13.1", "17.05.0-ce", "17.06.2-ee-16", "17.12.1-ce")


def system(name: str, version: str, kernel: str = "3.10.0-327.el7.x86_64") -> OsRelease:
    return OsRelease(id=name, version=version, kernel=kernel)


def docker(version: str, build: DockerBuild | None = None) -> DockerVersion:
    """A Docker of before 17.03 is Docker's own here, unless another build is given."""
    if build is None and version.startswith("1."):
        build = DockerBuild.DOCKER
    return DockerVersion(state=DockerState.RUNNING, version=version, build=build)


def machine(of: OsRelease, version: str, build: DockerBuild | None = None) -> Machine:
    return Machine(system=of, docker=docker(version, build))


def answer(of: Machine, release: str, on: date = WORKBOOK) -> Held:
    return held(catalog.own(), of, Version.parse(release), on)


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(ROWS.read_text())["row"]
    return found


def cells() -> Iterator[tuple[str, tuple[str, str, str], str, str, bool]]:
    """Each row, minor and Docker that the table has a word for, listed in the cell or not."""
    for row in rows():
        for minor, listed in row["docker"].items():
            for version in EVERY:
                yield row["title"], tuple(row["system"]), minor, version, version in listed


@pytest.mark.parametrize(("title", "of", "minor", "version", "listed"), list(cells()))
def test_each_cell_of_the_workbooks_table(title: str, of: tuple[str, str, str], minor: str, version: str, listed: bool):
    found = answer(machine(system(*of), version), OF_MINOR[minor])

    assert (found.standing is Standing.SUPPORTED) is listed, found.reason
    assert title in found.reason


def test_the_workbooks_table_has_no_row_that_the_page_of_its_day_has_not():
    titles = {row["title"] for row in rows()}

    listed = {
        each.title
        for release in OF_MINOR.values()
        for each, _ in pairs(catalog.own(), Version.parse(release), WORKBOOK)
    }

    assert listed == titles


def test_rhel_7_2_with_docker_1_13_is_listed_for_1_10_and_not_supported_by_1_11():
    one = machine(system("rhel", "7.2"), "1.13.1")

    assert answer(one, "1.10.8").standing is Standing.SUPPORTED
    assert answer(one, "1.11.3").standing is Standing.NOT_SUPPORTED


def test_a_pair_that_only_a_later_revision_lists_is_said_with_its_day():
    one = machine(system("rhel", "7.5"), "1.13.1", DockerBuild.RED_HAT)

    found = answer(one, "1.10.8")

    assert found.standing is Standing.LISTED_LATER
    assert "2018-10-23" in found.reason


def test_a_pair_that_the_page_dropped_after_the_release_came_out_is_said_so():
    found = answer(machine(system("rhel", "7.4"), "17.05.0-ce"), "1.10.8", date(2019, 6, 1))

    assert found.standing is Standing.LISTED_EARLIER
    assert "2018-10-18" in found.reason


def test_a_pair_that_the_page_dropped_before_the_release_came_out_was_never_supported_by_it():
    found = answer(machine(system("rhel", "7.4"), "17.05.0-ce"), "1.10.11", date(2019, 6, 1))

    assert found.standing is Standing.NOT_SUPPORTED


def test_a_revision_that_moved_its_columns_by_one_minor_lists_nothing():
    """For one day, 2018-10-17, the page had Engine 1.13 on RHEL 7.2 under 1.11."""
    one = machine(system("rhel", "7.2"), "1.13.1")

    assert answer(one, "1.11.6", date(2018, 10, 17)).standing is Standing.NOT_SUPPORTED


@pytest.mark.parametrize(("release", "standing"), [("1.11.2", Standing.NOT_SUPPORTED), ("1.11.3", Standing.SUPPORTED)])
def test_a_footnote_asks_for_a_patch(release: str, standing: Standing):
    found = answer(machine(system("coreos", "1688.5.3", "4.14.32-coreos"), "17.12.1-ce"), release)

    assert found.standing is standing


def test_before_a_footnotes_patch_the_patch_is_named():
    assert "before 1.11.3" in answer(machine(system("coreos", "1688.5.3"), "17.12.1-ce"), "1.11.2").reason


@pytest.mark.parametrize("day", [date(2017, 9, 8), date(2018, 2, 22)])
def test_before_the_first_revision_the_first_one_is_nearest(day: date):
    found = answer(machine(system("rhel", "7.4"), "17.05.0-ce"), "1.10.0", day)

    assert (found.standing, found.revision) == (Standing.SUPPORTED, date(2018, 2, 22))


def test_after_a_column_was_dropped_its_last_revision_is_nearest():
    found = answer(machine(system("rhel", "7.4"), "17.05.0-ce"), "1.9.10", date(2026, 1, 1))

    assert (found.standing, found.revision) == (Standing.SUPPORTED, date(2018, 10, 18))


# --- unknown ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "release", "why"),
    [
        (Machine(system=Unknown("it timed out"), docker=docker("17.05.0-ce")), "1.10.8", "it timed out"),
        (Machine(system=system("rhel", "7.4"), docker=Unknown("it timed out")), "1.10.8", "it timed out"),
        (machine(system("debian", "12"), "17.05.0-ce"), "1.10.8", "not in the catalog"),
        (machine(system("rhel", "6.9"), "17.05.0-ce"), "1.10.8", "not in the catalog"),
        (machine(system("rhel", "7.4"), "17.05.0-ce"), "1.8.8", "never had a column for 1.8"),
        (Machine(system=system("rhel", "7.4"), docker=DockerVersion(state=DockerState.HUNG)), "1.10.8", "it is hung"),
        (Machine(system=system("rhel", "7.4"), docker=DockerVersion(state=DockerState.ABSENT)), "1.10.8", "absent"),
        (machine(system("rhel", "7.4"), "nightly"), "1.10.8", "nightly"),
    ],
)
def test_what_is_not_known_says_why(of: Machine, release: str, why: str):
    found = answer(of, release)

    assert found.standing is Standing.UNKNOWN
    assert why in found.reason


def test_a_system_that_is_listed_with_no_docker_at_all_is_not_supported_whatever_its_docker():
    found = answer(Machine(system=system("rhel", "7.2"), docker=Unknown("it timed out")), "1.11.3")

    assert found.standing is Standing.NOT_SUPPORTED


@pytest.mark.parametrize(
    ("build", "standing"),
    [
        (None, Standing.UNKNOWN),
        (DockerBuild.DOCKER, Standing.SUPPORTED),
        (DockerBuild.RED_HAT, Standing.LISTED_LATER),
    ],
)
def test_whose_build_docker_1_13_is_decides(build: DockerBuild | None, standing: Standing):
    of = Machine(
        system=system("rhel", "7.3"),
        docker=DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=build),
    )

    assert answer(of, "1.10.8").standing is standing


@pytest.mark.parametrize(
    ("build", "standing"),
    [
        (None, Standing.UNKNOWN),
        (DockerBuild.COMMUNITY, Standing.SUPPORTED),
        (DockerBuild.ENTERPRISE, Standing.NOT_SUPPORTED),
    ],
)
def test_where_only_one_edition_is_listed_the_edition_decides(build: DockerBuild | None, standing: Standing):
    found = answer(machine(system("rhel", "7.9"), "19.03.5", build), "2.1.0", date(2020, 7, 1))

    assert found.standing is standing


def test_where_both_editions_are_listed_the_version_is_enough():
    found = answer(machine(system("rhel", "7.6"), "18.09.2"), "1.10.11", date(2019, 5, 8))

    assert found.standing is Standing.SUPPORTED


def test_a_centos_whose_kernel_is_of_none_is_not_told():
    found = answer(machine(system("centos", "7", "5.4.17-elrepo"), "17.05.0-ce"), "1.10.8")

    assert found.standing is Standing.UNKNOWN
    assert "its point release is not told" in found.reason


def test_a_centos_whose_kernel_is_of_none_is_fine_where_the_whole_minor_is_listed():
    one = machine(system("centos", "7", "3.10.0-1160.el7.x86_64"), "19.03.5", DockerBuild.COMMUNITY)

    assert answer(one, "2.0.4", date(2020, 7, 1)).standing is Standing.SUPPORTED


def test_the_kernel_number_is_not_taken_for_one_that_begins_like_it():
    found = answer(machine(system("centos", "7", "3.10.0-6931.el7"), "17.05.0-ce"), "1.10.8")

    assert found.standing is Standing.UNKNOWN


def test_an_ubuntu_does_not_tell_its_point_release():
    one = machine(system("ubuntu", "18.04", "4.15.0-55"), "19.03.5", DockerBuild.COMMUNITY)

    assert answer(one, "1.13.5", date(2020, 7, 1)).standing is Standing.UNKNOWN


@pytest.mark.parametrize(
    ("kernel", "standing"),
    [("3.10.0-862.el7.x86_64", Standing.SUPPORTED), ("4.1.12-124.el7uek.x86_64", Standing.NOT_SUPPORTED)],
)
def test_oracle_linux_was_listed_with_the_compatible_kernel(kernel: str, standing: Standing):
    one = machine(system("ol", "7.5", kernel), "1.13.1", DockerBuild.RED_HAT)

    assert answer(one, "1.11.6", date(2019, 1, 10)).standing is standing
