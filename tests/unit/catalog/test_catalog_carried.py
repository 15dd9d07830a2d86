"""Nothing that is known of a hop was dropped: each number of the collected facts names the parts that carry it, and they exist."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from dcos_upgrade import catalog, checks, gates, probes
from dcos_upgrade.planning import rules

FILES = sorted((Path(__file__).parents[2] / "cases" / "catalog").glob("carried_*.toml"))
CARRIED = [
    pytest.param(number, home, id=f"{number}-{home}")
    for file in FILES
    for number, homes in tomllib.loads(file.read_text()).items()
    for home in homes
]
OWN = catalog.own()
PARTS = {
    "risk": {risk.id for risk in OWN.risks},
    "step": {step.id for step in OWN.version_steps},
    "policy": {rule.id for rule in OWN.policy_rules},
    "acknowledgement": {said.id for said in OWN.acknowledgements},
    "check": set(checks.discover()),
    "gate": set(gates.discover()),
    "probe": set(probes.discover()),
    "rule": set(rules.discover()),
}


@pytest.mark.parametrize(("number", "home"), CARRIED)
def test_the_home_of_a_carried_fact_exists(number: str, home: str):
    kind, _, name = home.partition(":")

    assert name in PARTS[kind]


def test_no_number_is_without_a_home():
    assert [number for file in FILES for number, homes in tomllib.loads(file.read_text()).items() if not homes] == []


def test_every_target_minor_from_1_13_on_is_carried():
    numbers = {number for file in FILES for number in tomllib.loads(file.read_text())}

    assert {number.partition("-")[0] for number in numbers} >= {"T113", "T20", "T21", "T22"}
