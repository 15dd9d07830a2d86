"""What lies under DC/OS on a lab's nodes is a pair that the vendor lists, on both fronts."""

from __future__ import annotations

from datetime import date

import pytest

from dcos_upgrade import catalog
from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.nodes.below import below
from dcos_upgrade.planning.platform_judgement import Machine, Standing, held
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease

LONG_AFTER = date(2026, 1, 1)
BUILDS = {"Docker Engine - Community": DockerBuild.COMMUNITY}


def standing(release: str) -> Standing:
    layers = below(release)
    machine = Machine(
        system=OsRelease(id=layers.system, version=layers.version, kernel=layers.kernel),
        docker=DockerVersion(state=DockerState.RUNNING, version=layers.docker, build=BUILDS.get(layers.edition)),
    )
    return held(catalog.own(), machine, Version.parse(release), LONG_AFTER).standing


@pytest.mark.parametrize("release", [str(each) for each in catalog.own().versions if each.minor.minor != 8])
def test_every_release_of_the_lab_stands_on_a_listed_pair(release: str):
    assert standing(release) is Standing.SUPPORTED


def test_the_page_has_no_word_for_1_8():
    assert standing("1.8.8") is Standing.UNKNOWN


def test_the_next_minors_had_the_pair_of_1_9_while_their_releases_of_2018_were_out():
    layers = below("1.9.9")
    machine = Machine(
        system=OsRelease(id=layers.system, version=layers.version, kernel=layers.kernel),
        docker=DockerVersion(state=DockerState.RUNNING, version=layers.docker),
    )

    for release in ("1.10.8", "1.11.3"):
        found = held(catalog.own(), machine, Version.parse(release), LONG_AFTER)
        assert found.standing is Standing.LISTED_EARLIER
