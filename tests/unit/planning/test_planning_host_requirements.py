"""What a release asks of the machines: met, not met, unknown."""

from __future__ import annotations

from datetime import date

import pytest
from cluster_facts import healthy, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Given, Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.host_requirements import JudgedRequirement, judged_requirements
from dcos_upgrade.planning.knowing import truth
from dcos_upgrade.planning.situation import Situation


def judged(target: str) -> dict[str, JudgedRequirement]:
    situation = Situation(
        source=Version.parse("1.9.9"),
        target=Version.parse(target),
        wanted=Version.parse(target),
        on=date(2018, 7, 24),
        catalog=catalog.own(),
        snapshot=snapshot(healthy()),
    )
    return {each.requirement.id: each for each in judged_requirements(situation)}


def test_a_requirement_that_a_probe_answers_is_met_on_a_healthy_cluster():
    assert judged("1.10.7")["systemd-218"].truth.holds is True


def test_a_requirement_that_no_probe_answers_is_unknown_and_says_so():
    found = judged("1.10.7")["xfs-with-ftype"]

    assert found.truth.holds is None
    assert found.why == "no probe asks how file systems were made yet"


@pytest.mark.parametrize(
    ("name", "target", "asked"),
    [
        ("xfs-with-ftype", "1.10.6", False),
        ("xfs-with-ftype", "1.10.7", True),
        ("sse42-on-agents", "2.0.1", True),
        ("sse42-on-agents", "2.0.2", False),
        ("docker-for-virtual-networks", "1.11.0", False),
        ("ipv6-as-in-the-kernel", "1.11.0", True),
    ],
)
def test_a_release_asks_for_its_own(name: str, target: str, asked: bool):
    assert (name in judged(target)) is asked


CONDITIONS = [
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": 218.0}}, True),
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": 217.0}}, False),
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": Unknown("no answer")}}, None),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": "1.11.0", "a2": "17.5.0"}}, True),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": "1.10.3", "a2": "17.5.0"}}, False),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": Unknown("hung"), "a2": "17.5.0"}}, None),
    ("clocks-synchronised", {"node.clock-apart": {"a1": 0.2, "a2": 3.0}}, True),
    ("clocks-synchronised", {"node.clock-apart": {"a1": 0.2, "a2": 31.0}}, False),
    ("clocks-synchronised", {"node.clock-apart": {"a1": 0.2, "a2": Unknown("no answer")}}, None),
    ("kernel-memory-accounting", {"agent.docker-version": {"a1": "1.13.1", "a2": "1.13.1"}}, True),
    (
        "kernel-memory-accounting",
        {"agent.docker-version": {"a1": "18.6.3", "a2": "18.6.3"}, "node.os": {"a1": "coreos", "a2": "coreos"}},
        True,
    ),
    (
        "kernel-memory-accounting",
        {"agent.docker-version": {"a1": "18.9.2", "a2": "18.9.2"}, "node.os": {"a1": "rhel", "a2": "rhel"}},
        False,
    ),
    ("kernel-memory-accounting", {"agent.docker-version": {"a1": "18.9.2", "a2": "18.9.2"}}, None),
    (
        "installer-preflight-is-weaker",
        {"agent.systemd": {"a1": 199.0, "a2": 219.0}, "agent.docker-version": {"a1": "1.13.1", "a2": "1.13.1"}},
        False,
    ),
]


@pytest.mark.parametrize(("name", "values", "holds"), CONDITIONS)
def test_the_condition_of_a_requirement(name: str, values: dict[str, dict[str, object]], holds: bool | None):
    requirement = next(each for each in catalog.own().host_requirements if each.id == name)
    readings = {fact: {node: _value(value) for node, value in of.items()} for fact, of in values.items()}
    facts = Given(values=readings, of={"agent": ("a1", "a2"), "node": ("a1", "a2")})

    assert requirement.holds is not None
    assert truth(requirement.holds, facts).holds is holds  # type: ignore[arg-type]


def _value(value: object) -> object:
    return Version.parse(value) if isinstance(value, str) and value[0].isdigit() else value


def test_every_requirement_with_a_condition_is_shown_met_and_not_met():
    with_condition = {each.id for each in catalog.own().host_requirements if each.holds is not None}
    seen = {(name, holds) for name, _, holds in CONDITIONS}

    assert {name for name, holds in seen if holds is False} == with_condition
