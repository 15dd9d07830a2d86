"""DC/OS's own checks by era: which names must have run, and when the replication of CockroachDB may be missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cluster_facts import M1, M2, M3, P1, Values, healthy, key, replicating, scene, upgraded, vendor

from dcos_upgrade import checks
from dcos_upgrade.core.check import HopFacts, judge
from dcos_upgrade.core.cluster import NodeId, Role
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import dcos_version, mesos_master_version, units, vendor_checks_cluster, vendor_checks_node
from dcos_upgrade.probes.dcos_version import DcosVersion
from dcos_upgrade.probes.units import Unit, Units
from dcos_upgrade.probes.vendor_runner import VendorChecks

REPLICATION = "cockroachdb_replication"
RUNS = Unit(active="active", sub="running")


def at(live: str, node: NodeId, answer: VendorChecks) -> Values:
    nothing = VendorChecks(runner="dcos-check-runner", status=0, configured=())
    return {
        key(dcos_version.PROBE, node): DcosVersion(version=live),
        key(vendor_checks_node.PROBE, node): answer,
        key(vendor_checks_cluster.PROBE, node): nothing,
    }


MESOS = {"1.12.3": "1.7.3", "1.13.9": "1.8.2"}


def releases(**by_master: str) -> Values:
    """What runs on the masters, by the Mesos of these releases."""
    return {key(mesos_master_version.PROBE, NodeId(name)): MESOS[one] for name, one in by_master.items()}


def judged(node: NodeId, changes: Values, *, hop: tuple[str, str] = ("1.12.3", "1.13.9"), **look: Any) -> Judgement:
    facts = HopFacts(source=Version.parse(hop[0]), target=Version.parse(hop[1]))
    before = {"baseline": healthy() | {key(units.PROBE, node): Units(units={"dcos-oauth.service": RUNS})}}
    seen = replace(scene(upgraded(node) | changes, focus=node, **(before | look)), hop=facts)
    found = list(judge(checks.discover()["vendor-checks"], seen))
    return next((one for one in found if one.verdict is not Verdict.PASS), found[0])


@pytest.mark.parametrize("gone", ["components_master", "mesos_master_replog_synchronized", REPLICATION])
def test_a_check_that_every_release_has_must_have_run(gone: str) -> None:
    whole = replicating(0)
    fewer = {name: outcome for name, outcome in whole.checks.items() if name != gone}
    answer = replicating(0, checks=fewer, configured=tuple(fewer))

    judgement = judged(M1, at("1.13.9", M1, answer))

    assert judgement.verdict is Verdict.UNKNOWN
    assert gone in judgement.summary


def test_replication_is_asked_for_from_1_13_only() -> None:
    answer = vendor(runner="dcos-check-runner")

    assert judged(M1, at("1.12.3", M1, answer), hop=("1.11.10", "1.12.3")).verdict is Verdict.PASS


def test_public_agents_have_the_agents_checks_from_1_12() -> None:
    own = vendor(role=Role.PUBLIC_AGENT, runner="dcos-check-runner")
    none = vendor(checks={}, configured=(), runner="dcos-check-runner")

    assert judged(P1, at("1.12.3", P1, own)).verdict is Verdict.PASS
    assert judged(P1, at("1.12.3", P1, none)).verdict is Verdict.UNKNOWN


def test_the_first_masters_with_cockroachdb_need_no_replication() -> None:
    changes = at("1.13.9", M1, replicating(2)) | releases(m1="1.13.9", m2="1.13.9", m3="1.12.3")

    judgement = judged(M1, changes)

    assert judgement.verdict is Verdict.PASS
    assert REPLICATION in judgement.summary


@pytest.mark.parametrize(
    "others", [{"m2": "1.13.9", "m3": "1.13.9"}, {}], ids=["all are new", "the others are not known"]
)
def test_the_last_master_with_cockroachdb_needs_replication(others: dict[str, str]) -> None:
    changes = at("1.13.9", M1, replicating(2)) | releases(m1="1.13.9", **others)

    assert judged(M1, changes).verdict is Verdict.FAIL


def test_other_checks_are_not_excused_by_a_missing_replication() -> None:
    changes = at("1.13.9", M1, replicating(2, components=2)) | releases(m2="1.12.3", m3="1.12.3")

    judgement = judged(M1, changes)

    assert judgement.verdict is Verdict.FAIL
    assert "components_master" in judgement.summary


def test_replication_that_was_there_before_the_hop_must_be_there_after_it() -> None:
    changes = at("2.1.1", M1, replicating(2)) | releases(m2="1.13.9", m3="1.13.9")

    assert judged(M1, changes, hop=("1.13.9", "2.1.1")).verdict is Verdict.FAIL


def test_an_edition_that_had_cockroachdb_before_1_13_is_not_excused() -> None:
    baseline = healthy() | {key(units.PROBE, M1): Units(units={"dcos-cockroach.service": RUNS})}
    changes = at("1.13.9", M1, replicating(2)) | releases(m2="1.12.3", m3="1.12.3")

    assert judged(M1, changes, baseline=baseline).verdict is Verdict.FAIL


def test_a_baseline_without_units_excuses_nothing() -> None:
    assert key(units.PROBE, M1) not in healthy()
    changes = at("1.13.9", M1, replicating(2)) | releases(m2="1.12.3", m3="1.12.3")

    assert judged(M1, changes, baseline=healthy()).verdict is Verdict.FAIL


def test_masters_are_the_subjects_of_the_new_probe() -> None:
    assert mesos_master_version.PROBE.subjects(scene().inventory) == (M1, M2, M3)
