"""Pages that steps point to: each found by its name, marked where its site is gone, with the address that the workbook prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog import CatalogError
from dcos_upgrade.catalog.links import read_links
from dcos_upgrade.core.version import Minor

LINKS = catalog.own().links
MINORS = ("1.9", "1.10", "1.11", "1.12", "1.13", "2.0", "2.1", "2.2")

TABLE = """
minor = "1.11"
repository = "mesosphere/dcos-docs-site"
ref = "archive"
site = "https://docs.example"
gone = "the site has ended"
sources = ["a listing"]

[[link]]
name = "upgrading-1.11"
path = "pages/1.11/upgrading/index.md"
"""


@pytest.mark.parametrize("minor", MINORS)
@pytest.mark.parametrize(
    "page", ["upgrading", "patching", "release-notes", "faq", "system-requirements", "configuration"]
)
def test_every_minor_from_1_9_on_has_its_pages(minor: str, page: str):
    link = LINKS[f"{page}-{minor}"]

    assert str(link.minor) == minor
    assert link.path.endswith("index.md")


def test_every_release_that_is_out_has_its_notes():
    unsaid = {
        release.version.minor
        for release in catalog.releases()
        if release.hotfix is None and f"release-notes-{release.version}" not in LINKS
    }

    assert unsaid == {Minor(1, 8)}


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("https://docs.mesosphere.com/1.9/installing/ent/upgrading/", "upgrading-1.9"),
        ("https://docs.mesosphere.com/1.9/administration/upgrading/", "upgrading-1.9"),
        ("https://docs.mesosphere.com/1.9/installing/ent/patching/", "patching-1.9"),
        ("https://docs.mesosphere.com/1.9/installing/ent/faq/", "faq-1.9"),
        ("https://docs.mesosphere.com/1.9/release-notes/1.9.8/", "release-notes-1.9.8"),
        ("https://docs.mesosphere.com/1.10/installing/ent/upgrading/", "upgrading-1.10"),
        ("https://docs.mesosphere.com/1.10/installing/ent/patching/", "patching-1.10"),
        ("https://docs.mesosphere.com/1.10/installing/ent/faq/", "faq-1.10"),
        ("https://docs.mesosphere.com/1.10/release-notes/1.10.6/", "release-notes-1.10.6"),
        ("https://docs.mesosphere.com/1.11/installing/ent/upgrading/", "upgrading-1.11"),
        ("https://docs.mesosphere.com/1.11/installing/ent/patching/", "patching-1.11"),
        ("https://docs.mesosphere.com/1.11/installing/ent/faq/", "faq-1.11"),
        ("https://docs.mesosphere.com/1.11/installing/ent/custom/system-requirements/", "system-requirements-1.11"),
        ("https://docs.mesosphere.com/1.11/release-notes/1.11.1/", "release-notes-1.11.1"),
        ("https://docs.mesosphere.com/version-policy/", "version-policy"),
    ],
)
def test_an_address_of_the_workbook_leads_to_its_page(printed: str, name: str):
    assert printed in LINKS[name].printed


def test_what_was_on_the_vendors_site_is_marked_as_gone_and_what_is_in_a_repository_is_not():
    assert LINKS["upgrading-1.11"].gone and LINKS["upgrading-1.11"].address
    assert not LINKS["marathon-changelog"].gone and not LINKS["marathon-changelog"].address


def test_a_page_says_where_a_browser_would_look(tmp_path: Path):
    file = tmp_path / "1.11.toml"
    file.write_text(TABLE)

    (link,) = read_links(file).links

    assert (link.address, link.gone) == ("https://docs.example/1.11/upgrading/", "the site has ended")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "upgrading-1.11"', "", "name"),
        ('path = "pages', 'paht = "pages', "paht"),
        ('minor = "1.11"', 'minor = "eleven"', "minor"),
        ('repository = "mesosphere/dcos-docs-site"', "", "repository"),
        ('sources = ["a listing"]', "", "sources"),
        ("[[link]]", "[link]", "link"),
    ],
)
def test_a_bad_table_names_its_key(tmp_path: Path, old: str, new: str, key: str):
    file = tmp_path / "1.11.toml"
    file.write_text(TABLE.replace(old, new))

    with pytest.raises(CatalogError) as raised:
        read_links(file)

    assert raised.value.key == key


def test_a_name_that_stands_twice_in_a_file_is_refused(tmp_path: Path):
    file = tmp_path / "1.11.toml"
    file.write_text(TABLE + TABLE[TABLE.index("[[link]]") :])

    with pytest.raises(CatalogError) as raised:
        read_links(file)

    assert "twice" in raised.value.reason
