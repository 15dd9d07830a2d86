"""The product's own entries: complete, dated, sourced; bad data is answered with file, key and reason."""

from __future__ import annotations

import shutil
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog import Catalog, CatalogError
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.plan import HopKind
from dcos_upgrade.core.version import Minor, Version


def version(text: str) -> Version:
    return Version.parse(text)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    with resources.as_file(resources.files("dcos_upgrade.catalog") / "entries") as entries:
        shutil.copytree(entries, tmp_path / "entries")
    return tmp_path / "entries"


def test_there_are_81_releases_from_1_8_0_to_2_2_1():
    versions = catalog.own().versions

    assert (len(versions), str(versions[0]), str(versions[-1])) == (81, "1.8.0", "2.2.1")


def test_there_are_431_edges():
    assert sum(len(targets) for table in catalog.own().tables for targets in table.edges.values()) == 431


def test_the_own_catalog_has_no_problems():
    assert catalog.lint() == ()


def test_edges_can_be_asked_by_the_release_that_they_leave():
    found = [(str(edge.source), str(edge.target)) for edge in catalog.edges(version("1.10.1")) if edge.target.patch > 8]

    assert found == [("1.10.1", "1.10.9"), ("1.10.1", "1.10.11")]
    assert len(catalog.edges()) == 431


def test_each_edge_names_the_page_that_marks_it():
    edge = next(edge for edge in catalog.edges(version("1.10.7")) if str(edge.target) == "1.11.5")

    assert edge.table.file == "upgrade-1.11.toml"
    assert edge.table.sources and edge.table.rule


@pytest.mark.parametrize(
    ("table", "listed", "unlisted"),
    [
        ("upgrade-1.11.toml", "1.11.3", "1.11.13"),
        ("upgrade-1.13.toml", "1.13.9", "1.13.10"),
        ("upgrade-2.0.toml", "2.0.3", "2.1.0"),
        ("upgrade-2.1.toml", "2.1.1", "2.1.2"),
        ("upgrade-2.2.toml", "2.2.1", "2.2.0"),
        ("patch-2.1.toml", "2.1.1", "2.1.3"),
    ],
)
def test_an_empty_column_is_not_a_missing_one(table: str, listed: str, unlisted: str):
    found = next(each for each in catalog.own().tables if each.file == table)

    assert found.lists_target(version(listed))
    assert not found.lists_target(version(unlisted))


def test_every_minor_has_a_page_for_patches_and_every_later_one_for_upgrades():
    minors = {entry.minor for entry in catalog.minors()}
    tables = [(table.kind, table.target_minor) for table in catalog.own().tables]

    assert {minor for kind, minor in tables if kind is HopKind.PATCH} == minors
    assert {minor for kind, minor in tables if kind is HopKind.UPGRADE} == minors - {Minor(1, 8)}


def test_the_era_of_the_tables_began_on_2018_10_25():
    assert [(era.name, era.since) for era in catalog.own().eras] == [("text", None), ("matrix", date(2018, 10, 25))]


def test_what_is_no_stop_says_why_and_the_rest_is():
    no_stops = {str(release.version) for release in catalog.releases() if not release.usable}

    assert no_stops == {"1.10.3", "1.10.5.1", "1.10.10.1", "1.11.9.1", "1.13.8", "2.0.3", "2.2.0"}


def test_every_release_names_its_components_and_sources():
    for release in catalog.releases():
        assert release.sources
        assert {"mesos", "marathon", "zookeeper", "metronome"} <= release.components.keys()


@pytest.mark.parametrize(
    ("text", "released", "mesos", "marathon"),
    [
        ("1.9.4", date(2017, 9, 7), "1.2.3", "1.4.7"),
        ("1.10.7", date(2018, 5, 24), "1.4.2", "1.5.8"),
        ("1.11.3", date(2018, 6, 26), "1.5.1", "1.6.496-b83ae55eb"),
    ],
)
def test_facts_of_a_release(text: str, released: date, mesos: str, marathon: str):
    release = catalog.release(version(text))

    assert release.released == released
    assert (release.components["mesos"], release.components["marathon"]) == (mesos, marathon)


@pytest.mark.parametrize("text", ["1.13.8", "2.0.3", "2.2.0"])
def test_withdrawn_releases_say_why(text: str):
    assert catalog.release(version(text)).withdrawn


def test_2_0_directly_follows_1_13():
    minors = [str(entry.minor) for entry in catalog.minors()]

    assert minors == ["1.8", "1.9", "1.10", "1.11", "1.12", "1.13", "2.0", "2.1", "2.2"]


def test_an_unknown_release_is_a_usage_error_with_the_nearest_ones():
    with pytest.raises(Usage) as raised:
        catalog.release(version("1.10.99"))

    assert raised.value.exit_code == 64
    assert "1.10.9" in raised.value.evidence


def test_reading_one_release_leaves_the_broken_ones_unread(copy: Path):
    (copy / "releases" / "1.8.0.toml").write_text("not toml [")

    assert Catalog(copy).release(version("1.11.3")).components["mesos"] == "1.5.1"


BAD = [
    ("releases/1.11.3.toml", 'mesos = "1.5.1"\n', "", "components.mesos"),
    ("releases/1.11.3.toml", "tagged = 2018-06-07", "", "tagged"),
    ("releases/1.11.3.toml", "tagged = 2018-06-07", 'tagged = "soon"', "tagged"),
    ("releases/1.11.3.toml", 'version = "1.11.3"', 'version = "1.11.4"', "version"),
    ("releases/1.11.3.toml", 'version = "1.11.3"', 'version = "eleven"', "version"),
    ("releases/1.13.8.toml", 'status = "withdrawn"', 'status = "bad"', "status"),
    ("releases/1.11.3.toml", "sources = [", "others = [", "others"),
    ("releases/1.11.3.toml", '"dcos/dcos tag', '"", "dcos/dcos tag', "sources"),
    ("releases/1.11.3.toml", "released = 2018-06-26", "relased = 2018-06-26", "relased"),
    ("releases/1.11.3.toml", "released = 2018-06-26", "released = 2018-06-26T10:00:00Z", "released"),
    ("releases/1.11.3.toml", 'editions = ["open", "enterprise"]', 'editions = ["opne"]', "editions"),
    ("releases/1.11.3.toml", 'editions = ["open", "enterprise"]', "", "editions"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = ["1.11.66"]', "1.10.1 to 1.11.66"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = ["1.9.1"]', "1.10.1 to 1.9.1"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = "1.11.6"', "edge 2"),
    ("edges/upgrade-1.11.toml", 'from = "1.10.1"', 'from = "1.10.0"', "edge 2.from"),
    ("edges/upgrade-1.11.toml", 'kind = "upgrade"', 'kind = "leap"', "kind"),
    ("edges/upgrade-1.11.toml", 'target_minor = "1.11"', 'target_minor = "eleven"', "target_minor"),
    ("edges/upgrade-1.11.toml", 'target_minor = "1.11"', 'target_minor = "1.12"', "target_minor"),
    ("edges/upgrade-1.11.toml", "matrix = true", "matrix = false", "matrix"),
    ("edges/upgrade-1.11.toml", '"1.11.4", "1.11.11"]', '"1.11.4", "1.11.66"]', "empty_columns"),
    ("edges/upgrade-1.11.toml", '"1.11.4", "1.11.11"]', '"1.11.6"]', "1.10.1 to 1.11.6"),
    ("edges/upgrade-1.11.toml", "matrix = true", 'matrix = "yes"', "matrix"),
    ("edges/patch-1.12.toml", 'to = ["1.12.5"]', 'to = ["1.13.0"]', "1.12.4 to 1.13.0"),
    ("minors.toml", 'basis = "N-2: release of 1.11.0"', "", "basis"),
    ("minors.toml", "[[minor]]", "[minor]", "the file"),
    ("eras.toml", "since = 2018-10-25", 'since = "autumn"', "since"),
    ("eras.toml", 'first_minor = "1.10"', "", "first_minor"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), BAD)
def test_lint_names_file_key_and_reason_of_bad_data(copy: Path, file: str, old: str, new: str, key: str):
    change(copy / file, old, new)

    problems = Catalog(copy).lint()

    assert any(problem.key == key and problem.file.startswith(Path(file).name) for problem in problems)
    assert all(problem.reason for problem in problems)


def test_a_truncated_entry_is_a_catalog_error_when_it_is_asked_for(copy: Path):
    entry = copy / "releases" / "1.11.3.toml"
    entry.write_text(entry.read_text()[:40])

    with pytest.raises(CatalogError) as raised:
        Catalog(copy).release(version("1.11.3"))

    assert raised.value.file == "1.11.3.toml"


@pytest.mark.parametrize("entry", ["releases/1.11.3.toml", "edges/patch-1.9.toml", "minors.toml", "eras.toml"])
def test_the_digest_changes_with_any_entry(copy: Path, entry: str):
    before = Catalog(copy).digest()
    (copy / entry).write_text((copy / entry).read_text() + "# more\n")

    assert before == catalog.digest()
    assert Catalog(copy).digest() != before


def change(file: Path, old: str, new: str) -> None:
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))


def test_a_minor_without_a_release_to_stop_at_is_found(copy: Path):
    change(copy / "releases" / "2.2.1.toml", 'editions = ["open", "enterprise"]', 'editions = ["open"]')

    assert [(problem.file, problem.key) for problem in Catalog(copy).lint()] == [("minors.toml", "2.2")]


def test_releases_of_a_minor_that_is_not_listed_are_found(copy: Path):
    change(copy / "minors.toml", 'minor = "1.12"', 'minor = "1.99"')

    assert ("1.12.0.toml", "version") in {(problem.file, problem.key) for problem in Catalog(copy).lint()}


def test_a_file_that_is_named_after_no_release_is_found(copy: Path):
    (copy / "releases" / "1.11.3.toml").rename(copy / "releases" / "newest.toml")

    assert ("newest.toml", "version") in {(problem.file, problem.key) for problem in Catalog(copy).lint()}


def test_lint_names_every_bad_file_and_not_only_the_first(copy: Path):
    for name in ("1.8.0.toml", "2.2.1.toml"):
        (copy / "releases" / name).write_text("version = ")

    assert {problem.file for problem in Catalog(copy).lint()} == {"1.8.0.toml", "2.2.1.toml"}


def test_an_entry_that_is_no_text_is_a_catalog_error(copy: Path):
    (copy / "minors.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(CatalogError) as raised:
        _ = Catalog(copy).minors

    assert (raised.value.file, raised.value.key) == ("minors.toml", "the file")
