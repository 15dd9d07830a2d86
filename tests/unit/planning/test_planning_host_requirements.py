"""What a release asks of the machines: met, not met, unknown."""

from __future__ import annotations

from datetime import date

import pytest
from cluster_facts import A1, Values, healthy, key, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Given, Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.host_requirements import JudgedRequirement, judged_requirements
from dcos_upgrade.planning.knowing import truth
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import mounts


def judged(target: str, values: Values | None = None) -> dict[str, JudgedRequirement]:
    situation = Situation(
        source=Version.parse("1.9.9"),
        target=Version.parse(target),
        wanted=Version.parse(target),
        on=date(2018, 7, 24),
        catalog=catalog.own(),
        snapshot=snapshot(healthy() if values is None else values),
    )
    return {each.requirement.id: each for each in judged_requirements(situation)}


def test_a_requirement_that_a_probe_answers_is_met_on_a_healthy_cluster():
    assert judged("1.10.7")["systemd-218"].truth.holds is True


def test_a_requirement_whose_probe_has_no_answer_is_unknown_and_says_so():
    values = healthy()
    del values[key(mounts.PROBE, A1)]

    found = judged("1.10.7", values)["xfs-with-ftype"]

    assert found.truth.holds is None
    assert A1 in found.why


def test_every_requirement_is_asked_for_by_a_probe():
    assert [each.id for each in catalog.own().host_requirements if each.unasked] == []


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


def both(fact: str, value: object) -> dict[str, dict[str, object]]:
    return {fact: {"a1": value, "a2": value}}


TO_1_9, TO_1_10, TO_1_11 = ({"hop.to": release} for release in ("1.9.9", "1.10.7", "1.11.3"))
MOUNTED = {
    name: values
    for fact in ("node.opt-on-root", "node.tmp-runs-programs", "node.exec-runs-programs")
    for name, values in both(fact, True).items()
}
ENFORCING = {
    **both("node.selinux", "enforcing"),
    **both("node.selinux-policy", "targeted"),
    **both("node.os", "rhel"),
}

SYNCHRONISED = both("node.clock-synchronised", True)

CONDITIONS: list[tuple[str, dict[str, object], bool | None]] = [
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": 218.0}}, True),
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": 217.0}}, False),
    ("systemd-218", {"agent.systemd": {"a1": 219.0, "a2": Unknown("no answer")}}, None),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": "1.11.0", "a2": "17.5.0"}}, True),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": "1.10.3", "a2": "17.5.0"}}, False),
    ("docker-for-virtual-networks", {"agent.docker-version": {"a1": Unknown("hung"), "a2": "17.5.0"}}, None),
    ("clocks-synchronised", {**SYNCHRONISED, "node.clock-apart": {"a1": 0.2, "a2": 3.0}}, True),
    ("clocks-synchronised", {**SYNCHRONISED, "node.clock-apart": {"a1": 0.2, "a2": 31.0}}, False),
    ("clocks-synchronised", {**SYNCHRONISED, "node.clock-apart": {"a1": 0.2, "a2": Unknown("no answer")}}, None),
    ("clocks-synchronised", {**both("node.clock-apart", 0.2), **both("node.clock-synchronised", False)}, False),
    ("clocks-synchronised", {**both("node.clock-apart", 0.2), **both("node.clock-synchronised", Unknown("x"))}, None),
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
    ("installer-preflight-is-weaker", {**both("agent.systemd", 219.0), **both("agent.docker-version", "1.13.1")}, True),
    ("installer-preflight-is-weaker", both("agent.systemd", 219.0), None),
    *[
        (name, {fact: {"a1": good, "a2": last}}, holds)
        for name, fact, good, bad in (
            ("docker-live-restore-off", "agent.docker-live-restore", False, True),
            ("docker-storage-driver", "agent.docker-loop-file", False, True),
            ("sse42-on-agents", "agent.sse42", True, False),
            ("xfs-with-ftype", "agent.overlay-fit", True, False),
        )
        for last, holds in ((good, True), (bad, False), (Unknown("no answer"), None))
    ],
    ("firewalld-and-dnsmasq-off", {**both("node.firewalld", False), **both("node.dnsmasq", False), **TO_1_10}, True),
    ("firewalld-and-dnsmasq-off", {**both("node.firewalld", False), **both("node.dnsmasq", True), **TO_1_10}, False),
    ("firewalld-and-dnsmasq-off", {**both("node.firewalld", False), **both("node.dnsmasq", True), **TO_1_9}, True),
    ("firewalld-and-dnsmasq-off", {**both("node.firewalld", True), **both("node.dnsmasq", False), **TO_1_9}, False),
    ("firewalld-and-dnsmasq-off", {**both("node.firewalld", Unknown("silent")), **TO_1_9}, None),
    ("ipset-installed", {**both("node.ipset", False), **both("node.os", "coreos")}, True),
    ("ipset-installed", {**both("node.ipset", False), **both("node.os", "centos")}, False),
    ("ipset-installed", {**both("node.ipset", True)}, True),
    ("ipset-installed", {**both("node.ipset", Unknown("silent")), **both("node.os", "rhel")}, None),
    ("ipv6-as-in-the-kernel", {"config.ipv6": "unset", **both("node.ipv6", True)}, True),
    ("ipv6-as-in-the-kernel", {"config.ipv6": "false", **both("node.ipv6", False)}, True),
    ("ipv6-as-in-the-kernel", {"config.ipv6": "true", **both("node.ipv6", False)}, False),
    ("ipv6-as-in-the-kernel", {"config.ipv6": "unset", **both("node.ipv6", Unknown("silent"))}, None),
    ("mounts-as-documented", {**MOUNTED, **TO_1_11}, True),
    ("mounts-as-documented", {**MOUNTED, **both("node.opt-on-root", False), **TO_1_11}, False),
    ("mounts-as-documented", {**MOUNTED, **both("node.tmp-runs-programs", False), **TO_1_9}, False),
    ("mounts-as-documented", {**MOUNTED, **both("node.tmp-runs-programs", False), **TO_1_11}, True),
    ("mounts-as-documented", {**MOUNTED, **both("node.exec-runs-programs", False), **TO_1_11}, False),
    ("mounts-as-documented", {**MOUNTED, **both("node.exec-runs-programs", False), **TO_1_10}, True),
    ("mounts-as-documented", {**MOUNTED, **both("node.exec-runs-programs", Unknown("silent")), **TO_1_11}, None),
    ("selinux-as-documented", {**both("node.selinux", "permissive"), **TO_1_9}, True),
    ("selinux-as-documented", {**ENFORCING, **TO_1_9}, False),
    ("selinux-as-documented", {**ENFORCING, **TO_1_10}, True),
    ("selinux-as-documented", {**ENFORCING, **both("node.selinux-policy", "mls"), **TO_1_10}, False),
    ("selinux-as-documented", {**ENFORCING, **both("node.os", "coreos"), **TO_1_10}, False),
    ("selinux-as-documented", {**both("node.selinux", Unknown("silent")), **TO_1_9}, None),
]


@pytest.mark.parametrize(("name", "values", "holds"), CONDITIONS)
def test_the_condition_of_a_requirement(name: str, values: dict[str, object], holds: bool | None):
    requirement = next(each for each in catalog.own().host_requirements if each.id == name)
    readings = {fact: _reading(of) for fact, of in values.items()}
    facts = Given(values=readings, of={"agent": ("a1", "a2"), "node": ("a1", "a2")})

    assert requirement.holds is not None
    assert truth(requirement.holds, facts).holds is holds  # type: ignore[arg-type]


def _reading(of: object) -> object:
    return {node: _value(value) for node, value in of.items()} if isinstance(of, dict) else _value(of)


def _value(value: object) -> object:
    return Version.parse(value) if isinstance(value, str) and value[0].isdigit() else value


@pytest.mark.parametrize("holds", [True, False, None])
def test_every_requirement_is_shown_met_not_met_and_unknown(holds: bool | None):
    with_condition = {each.id for each in catalog.own().host_requirements if each.holds is not None}

    assert {name for name, _, held in CONDITIONS if held is holds} == with_condition
