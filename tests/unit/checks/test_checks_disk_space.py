"""Room for the new packages: asked of every node before a run."""

from __future__ import annotations

import pytest
from cluster_facts import A1, Values, healthy, key
from cluster_facts import scene as scene_of

from dcos_upgrade.checks.disk_space import CHECK
from dcos_upgrade.core.check import judge
from dcos_upgrade.core.judgement import Verdict
from dcos_upgrade.probes import disk_space
from dcos_upgrade.probes.disk_space import PLACES, DiskSpace

ROOMY = dict.fromkeys(PLACES, 4_000_000)


def of_a1(free: dict[str, int] | None) -> tuple[Verdict, str]:
    values: Values = healthy()
    del values[key(disk_space.PROBE, A1)]
    if free is not None:
        values[key(disk_space.PROBE, A1)] = DiskSpace(free=free, active=2_000_000)
    (found,) = (each for each in judge(CHECK, scene_of(values)) if each.subject == A1)
    return found.verdict, found.summary


def test_room_for_two_sets_passes_to_the_last_kibibyte():
    assert of_a1(ROOMY)[0] is Verdict.PASS
    assert of_a1({**ROOMY, "/opt/mesosphere": 3_999_999})[0] is Verdict.FAIL


@pytest.mark.parametrize("place", PLACES)
def test_each_directory_that_is_full_is_named_with_what_it_needs(place: str):
    verdict, summary = of_a1({**ROOMY, place: 0})

    assert verdict is Verdict.FAIL
    assert summary.startswith(f"{place} has 0 MiB free and needs ")


def test_no_answer_is_unknown():
    assert of_a1(None)[0] is Verdict.UNKNOWN
