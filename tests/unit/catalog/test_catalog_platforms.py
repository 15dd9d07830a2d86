"""Platforms, requirements and corrections as entries: complete, read only when asked for, and linted."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog import Catalog
from dcos_upgrade.core.version import Minor, Version
from dcos_upgrade.planning.lint import problems_of
from dcos_upgrade.planning.platform_judgement import pairs
from dcos_upgrade.planning.route import find_route


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    with resources.as_file(resources.files("dcos_upgrade.catalog") / "entries") as entries:
        shutil.copytree(entries, tmp_path / "entries")
    return tmp_path / "entries"


def listed(release: str, on: date) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for platform, row in pairs(catalog.own(), Version.parse(release), on):
        found.setdefault(platform.title, set()).add(str(row.engine).removeprefix("Docker "))
    return found


def test_there_are_41_operating_system_releases_of_six_systems():
    platforms = catalog.own().platforms

    assert len(platforms) == 41
    assert {each.system for each in platforms} == {"rhel", "centos", "coreos", "flatcar", "ol", "ubuntu"}


def test_every_minor_from_1_9_on_has_a_column():
    minors = {entry.minor for entry in catalog.minors()}

    assert set(catalog.own().platform_page.columns) == minors - {Minor(1, 8)}


LAST_TABLES = [
    ("1.12.5", date(2020, 5, 26), {"CoreOS 2023.4.0", "CoreOS 2023.5.0", "CoreOS 2079.3.0"}),
    ("2.0.6", date(2020, 11, 10), {"CentOS 7.*", "RHEL 7.*"}),
    ("2.2.1", date(2020, 11, 10), {"CentOS 7.*", "RHEL 7.*", "Flatcar Linux 2345.3.1"}),
]


@pytest.mark.parametrize(("release", "on", "titles"), LAST_TABLES)
def test_the_last_table_of_a_minor(release: str, on: date, titles: set[str]):
    assert set(listed(release, on)) == titles


def test_the_last_table_of_1_10_has_other_engines_than_that_of_2018():
    assert listed("1.10.11", date(2019, 5, 8))["RHEL 7.4"] == {"CE 18.09.2", "EE 18.09.2"}
    assert listed("1.10.8", date(2018, 7, 24))["RHEL 7.4"] == {"CE 17.05", "EE 17.06.2", "CE 17.12.1"}


def test_a_route_reads_nothing_of_it(copy: Path):
    for folder in ("platforms", "requirements", "corrections"):
        for file in (copy / folder).iterdir():
            file.write_text("not toml [")
    for name in ("platform_page", "version_matrix", "command_lines", "support_policy"):
        (copy / f"{name}.toml").write_text("not toml [")

    answer = find_route(Version.parse("1.9.4"), Version.parse("1.11.3"), on=date(2018, 7, 10), catalog=Catalog(copy))

    assert [str(stop) for stop in answer.route] == ["1.9.4", "1.9.9", "1.10.7", "1.11.3"]


@pytest.mark.parametrize(
    "entry",
    [
        "platforms/rhel-7.4.toml",
        "requirements/systemd-218.toml",
        "corrections/marathon-of-1-10-0.toml",
        "platform_page.toml",
        "version_matrix.toml",
        "command_lines.toml",
        "support_policy.toml",
    ],
)
def test_the_digest_changes_with_any_entry(copy: Path, entry: str):
    (copy / entry).write_text((copy / entry).read_text() + "# more\n")

    assert Catalog(copy).digest() != catalog.digest()


RHEL = "platforms/rhel-7.4.toml"
BAD = [
    (RHEL, '"CE 17.05"', '"CE seventeen"', "docker"),
    (RHEL, '"CE 17.05"', '"Moby 17.05"', "docker"),
    (RHEL, "last = 2018-10-18", "last = 2017-10-18", "last"),
    (RHEL, "first = 2018-02-22", "first = 2018-02-23", "listed"),
    (RHEL, 'dcos = "1.9"', 'dcos = "1.8"', "listed"),
    (RHEL, 'id = "rhel-7.4"', 'id = "rhel-7"', "id"),
    (RHEL, 'version_id = "7.4"', 'version_id = "7.3"', "version_id"),
    (RHEL, "listed = [", "lisetd = [", "lisetd"),
    ("platforms/coreos-1688.5.3.toml", 'least = "1.11.3"', 'least = "1.11.99"', "listed"),
    ("platform_page.toml", "2018-02-22, 2018-04-20", "2018-04-20, 2018-02-22", "revisions"),
    ("platform_page.toml", 'dcos = "1.9"', 'dcos = "1.7"', "column 1.7"),
    ("requirements/systemd-218.toml", 'holds = "', 'hodls = "', "hodls"),
    ("requirements/systemd-218.toml", "holds =", 'unasked = "no"\nholds =', "holds"),
    ("requirements/xfs-with-ftype.toml", 'releases = [">= 1.10.7"]', 'releases = ["1.10.7"]', "releases"),
    ("corrections/marathon-of-1-10-0.toml", 'component = "marathon"', 'component = "chronos"', "component"),
    ("corrections/marathon-of-1-10-0.toml", 'verdict = "rounded"', 'verdict = "odd"', "verdict"),
    ("corrections/marathon-of-1-10-0.toml", '"== 1.10.0"', '"== 1.10.77"', "releases"),
    ("corrections/releases-that-the-matrix-lacks.toml", '"1.9.9", ', '"1.9.77", ', "only"),
    ("version_matrix.toml", '"1.9.0", ', '"1.9.77", ', "columns"),
    ("version_matrix.toml", '"1.2.1", ', "", "rows.mesos"),
    ("command_lines.toml", 'command_line = "0.4.x"', "", "command_line"),
    ("support_policy.toml", "supported_back = 2", 'supported_back = "two"', "supported_back"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), BAD)
def test_lint_names_file_and_key_of_bad_data(copy: Path, file: str, old: str, new: str, key: str):
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))

    found = Catalog(copy).lint()

    assert any(each.key == key and each.file.startswith(Path(file).name) and each.reason for each in found), found


def test_lint_holds_a_requirements_condition_against_the_vocabulary(copy: Path):
    file = copy / "requirements" / "systemd-218.toml"
    file.write_text(file.read_text().replace("agent.systemd", "agent.sysvinit"))

    assert [(each.file, each.key) for each in problems_of(Catalog(copy))] == [("systemd-218.toml", "holds")]


def test_a_day_that_is_no_revision_is_judged_by_the_one_before_it():
    page = catalog.own().platform_page

    assert page.nearest(Minor(1, 10), date(2018, 7, 24)) == date(2018, 7, 3)


def test_every_entry_has_a_source():
    own = catalog.own()

    assert all(each.sources for each in (*own.platforms, *own.host_requirements, *own.corrections))
