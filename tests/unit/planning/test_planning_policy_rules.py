"""Every policy rule objects where it should, and only there. The cases are data: one file for each rule."""

from __future__ import annotations

import pytest
from condition_cases import ConditionCase, cases_of

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import evaluate

SAYS = {True: "objects", False: "nothing", None: "unknown"}
CASES = tuple(cases_of("policy"))
RULES = {rule.id: rule for rule in catalog.own().policy_rules}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_rule_says_of_these_facts(case: ConditionCase):
    truth = evaluate(RULES[case.entry].objects.expression, case.facts)

    assert SAYS[truth.holds] == case.says


@pytest.mark.parametrize("rule", RULES)
def test_there_are_facts_to_which_the_rule_objects_and_facts_to_which_it_does_not(rule: str):
    said = {case.says for case in CASES if case.entry == rule}

    assert said >= {"objects", "nothing"}
