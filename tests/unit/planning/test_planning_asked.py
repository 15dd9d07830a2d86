"""Questions in people's own words."""

from __future__ import annotations

from dcos_upgrade import catalog
from dcos_upgrade.planning.asked import asked

RULES = catalog.own().policy_rules


def ids(*words: str) -> list[str]:
    return [rule.id for rule in asked(words, RULES)]


def test_without_words_the_23_questions_of_the_workbook():
    found = asked((), RULES)

    assert len(found) == 23 and all(rule.question and rule.section == "FAQ Regarding Upgrades" for rule in found)


def test_the_workbook_has_113_rules():
    assert len(RULES) == 113


def test_all_words_must_occur_in_either_case():
    assert "no-rollback" in ids("ROLL", "back")
    assert ids("roll back", "giraffe") == []


def test_with_words_the_other_rules_are_found_too_after_the_questions():
    found = ids("constraint")

    assert found.index("constraints-are-checked") < found.index("constraints-are-valid")


def test_a_correction_is_found_by_its_words():
    assert "checks-are-never-skipped" in ids("skip_checks")
