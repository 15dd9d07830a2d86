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
from dcos_upgrade.core.version import Version


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
    minors = [str(entry.minor) for entry in catalog.own().minors]

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
    ("releases/1.11.3.toml", "sources = [", "others = [", "sources"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = ["1.11.66"]', "1.10.1 to 1.11.66"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = ["1.9.1"]', "1.10.1 to 1.9.1"),
    ("edges/upgrade-1.11.toml", 'to = ["1.11.6"]', 'to = "1.11.6"', "edge 2"),
    ("edges/upgrade-1.11.toml", 'from = "1.10.1"', 'from = "1.10.0"', "edge 2.from"),
    ("edges/upgrade-1.11.toml", 'kind = "upgrade"', 'kind = "leap"', "kind"),
    ("edges/upgrade-1.11.toml", "matrix = true", 'matrix = "yes"', "matrix"),
    ("edges/patch-1.12.toml", 'to = ["1.12.5"]', 'to = ["1.13.0"]', "1.12.4 to 1.13.0"),
    ("minors.toml", 'basis = "N-2: release of 1.11.0"', "", "basis"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), BAD)
def test_lint_names_file_key_and_reason_of_bad_data(copy: Path, file: str, old: str, new: str, key: str):
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))

    problems = Catalog(copy).lint()

    assert any(problem.key == key and problem.file.startswith(Path(file).name) for problem in problems)
    assert all(problem.reason for problem in problems)


def test_a_truncated_entry_is_a_catalog_error_when_it_is_asked_for(copy: Path):
    entry = copy / "releases" / "1.11.3.toml"
    entry.write_text(entry.read_text()[:40])

    with pytest.raises(CatalogError) as raised:
        Catalog(copy).release(version("1.11.3"))

    assert raised.value.file == "1.11.3.toml"


def test_the_digest_changes_with_any_entry(copy: Path):
    before = Catalog(copy).digest()
    (copy / "releases" / "1.11.3.toml").write_text((copy / "releases" / "1.11.3.toml").read_text() + "# more\n")

    assert Catalog(copy).digest() != before
