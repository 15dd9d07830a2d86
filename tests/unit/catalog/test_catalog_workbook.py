"""The index of the workbook: numbered without gaps, each statement with a home or with what will bring it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.catalog import CatalogError
from dcos_upgrade.catalog.workbook_index import KINDS, problems_of_index, read_section
from dcos_upgrade.cli.homes import own_homes

SECTIONS = catalog.own().workbook
STATEMENTS = [statement for section in SECTIONS for statement in section.statements]
GOOD = """\
number = "1"
title = "A section"
sources = ["the workbook"]
[[statement]]
id = "W-001"
title = "A statement"
kind = "rule"
homes = ["policy:no-rollback"]
"""


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.id)
def test_each_statement_has_a_home_that_exists_or_is_planned(statement):
    missing = [why for home in statement.homes if (why := own_homes().missing(home))]

    assert missing == [] and bool(statement.homes) != bool(statement.planned)


def test_nothing_planned_stands_in_a_home():
    assert [each.id for each in STATEMENTS if set(each.homes) & own_homes().coming.keys()] == []


def test_ids_run_without_gaps():
    assert [each.number for each in STATEMENTS] == list(range(1, len(STATEMENTS) + 1))
    assert list(problems_of_index(SECTIONS)) == []


def test_every_kind_occurs_and_the_faq_is_whole():
    kinds = [each.kind for each in STATEMENTS]

    assert set(kinds) == KINDS and kinds.count("faq") == 23


def test_every_rule_of_the_workbook_is_the_home_of_a_statement():
    named = {home for each in STATEMENTS for home in each.homes}
    without = {f"policy:{rule.id}" for rule in catalog.own().policy_rules} - named

    assert without == WITHOUT


WITHOUT = {
    "policy:backup-is-counted",
    "policy:backup-of-the-directory-in-use",
    "policy:guano-or-tar",
    "policy:marathon-suspended-for-the-dump",
    "policy:master-directories-saved",
    "policy:service-marathons-backed-up",
    "policy:zookeeper-backed-up-consistently",
    "policy:zookeeper-is-backed-up",
}
"""Rules about backups: they say unknown until there is one, so that they are nobody's home yet."""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('homes = ["policy:no-rollback"]', "", "either homes or planned"),
        ('homes = ["policy:no-rollback"]', 'homes = ["x:y"]\nplanned = "later"', "and not both"),
        ("W-001", "W-1", "not an id such as W-017"),
        ('kind = "rule"', 'kind = "thing"', "is thing, not one of"),
        ("policy:no-rollback", "no-rollback", "is not kind:name"),
        ('title = "A statement"', 'name = "A statement"', "is not known"),
        ('sources = ["the workbook"]', "", "without a source"),
    ],
)
def test_a_bad_entry_is_named_with_its_reason(tmp_path: Path, old: str, new: str, reason: str):
    file = tmp_path / "01-a-section.toml"
    file.write_text(GOOD.replace(old, new))

    with pytest.raises(CatalogError, match=reason):
        read_section(file)


@pytest.mark.parametrize(("id_", "reason"), [("W-002", "where W-001 comes next"), ("W-000", "where W-001 comes next")])
def test_a_gap_or_a_double_is_a_problem(tmp_path: Path, id_: str, reason: str):
    file = tmp_path / "01-a-section.toml"
    file.write_text(GOOD.replace("W-001", id_))

    assert [reason in each.reason for each in problems_of_index((read_section(file),))] == [True]
