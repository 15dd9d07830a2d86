"""Every risk applies where it should, and only there. The cases are data: one file for each risk."""

from __future__ import annotations

import pytest
from condition_cases import ConditionCase, cases_of

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Truth, evaluate
from dcos_upgrade.core.version import Version

SAYS = {True: "applies", False: "nothing", None: "unknown"}
CASES = tuple(cases_of("risks"))
RISKS = {risk.id: risk for risk in catalog.own().risks}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_risk_says_of_this_hop_and_these_facts(case: ConditionCase):
    risk = RISKS[case.entry]
    bears = risk.bears_on(Version.parse(case.source), Version.parse(case.target))
    truth = evaluate(risk.when.expression, case.facts) if bears else Truth(holds=False)

    assert (SAYS[truth.holds], truth.subjects if case.subjects else ()) == (case.says, case.subjects)


@pytest.mark.parametrize("risk", RISKS)
def test_there_is_a_case_in_which_the_risk_applies_and_one_in_which_it_does_not(risk: str):
    said = {case.says for case in CASES if case.entry == risk}

    assert said >= {"applies", "nothing"}
