"""The Mesos of the node in focus, on its disk and by the leader's list: green, red and unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cluster_facts import A1, A2, M1, P1, Values, agent, key, scene, slaves, upgraded

from dcos_upgrade import checks
from dcos_upgrade.core.check import HopFacts, judge
from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.judgement import Judgement, Verdict
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import mesos_slaves, mesos_version

MINOR_HOP = HopFacts(source=Version.parse("1.12.3"), target=Version.parse("1.13.9"), mesos="1.8.2")
PATCH_HOP = HopFacts(source=Version.parse("1.13.3"), target=Version.parse("1.13.9"), mesos="1.8.2")
STRANGE_HOP = HopFacts(source=Version.parse("1.13.99"), target=Version.parse("1.13.9"), mesos="1.8.2")


def judged(hop: HopFacts, focus: NodeId, values: Values) -> tuple[Judgement, ...]:
    look = scene(upgraded(focus) | values, focus=focus)
    return judge(checks.discover()["mesos-version"], replace(look, hop=hop))


def on_disk(hop: HopFacts, version: str) -> Judgement:
    (judgement,) = judged(hop, M1, {key(mesos_version.PROBE, M1): version})
    return judgement


def listed(hop: HopFacts, version: str | None) -> Judgement:
    found = slaves(agent(A1, version=version), agent(A2), agent(P1))
    values = {key(mesos_slaves.PROBE): found, key(mesos_version.PROBE, A1): "1.8.2"}
    _, judgement = judged(hop, A1, values)
    return judgement


@pytest.mark.parametrize("hop", [MINOR_HOP, PATCH_HOP])
@pytest.mark.parametrize("version", ["1.8.2", "1.8.2-dev", "1.8.2-bb32bf8"])
def test_the_targets_number_passes_with_any_suffix(hop: HopFacts, version: str) -> None:
    assert on_disk(hop, version).verdict is Verdict.PASS
    assert listed(hop, version).verdict is Verdict.PASS


def test_another_patch_of_the_targets_minor_passes_and_says_both_numbers() -> None:
    for judgement in (on_disk(MINOR_HOP, "1.8.1"), listed(MINOR_HOP, "1.8.1"), on_disk(PATCH_HOP, "1.8.3")):
        assert judgement.verdict is Verdict.PASS
        assert "1.8.2" in judgement.summary
    assert "1.8.1" in on_disk(MINOR_HOP, "1.8.1").summary


@pytest.mark.parametrize("version", ["1.7.3", "1.7.9", "1.9.0", "2.8.2"])
@pytest.mark.parametrize("hop", [MINOR_HOP, PATCH_HOP])
def test_another_minor_fails(hop: HopFacts, version: str) -> None:
    for judgement in (on_disk(hop, version), listed(hop, version)):
        assert judgement.verdict is Verdict.FAIL
        assert judgement.summary.endswith(f"is {version}, not 1.8.2")
        assert judgement.evidence


@pytest.mark.parametrize("version", ["1.8.1", "1.8.1-07d053f"])
def test_a_patch_hop_that_left_the_sources_mesos_in_place_fails(version: str) -> None:
    for judgement in (on_disk(PATCH_HOP, version), listed(PATCH_HOP, version)):
        assert judgement.verdict is Verdict.FAIL
        assert f"is still {version}, the source's, not 1.8.2" in judgement.summary


def test_another_patch_is_unknown_where_the_sources_mesos_is() -> None:
    judgement = on_disk(STRANGE_HOP, "1.8.1")

    assert judgement.verdict is Verdict.UNKNOWN
    assert "does not know the source's" in judgement.summary


@pytest.mark.parametrize("version", ["", "one", "1.8", "1.8.2 \x1b[31m"])
def test_what_is_no_version_is_unknown(version: str) -> None:
    assert on_disk(MINOR_HOP, version).verdict is Verdict.UNKNOWN
    assert listed(MINOR_HOP, version).verdict is Verdict.UNKNOWN


def test_an_agent_whose_version_is_not_listed_is_unknown() -> None:
    assert listed(MINOR_HOP, None).verdict is Verdict.UNKNOWN
