"""Systems and Docker as checks: blocker, warning or unknown as the page says; requirements as their entries say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from cluster_facts import A1, M1, healthy, key, scene

from dcos_upgrade.checks import host_requirements, platform_supported
from dcos_upgrade.core.check import HopFacts, Scene, judge
from dcos_upgrade.core.judgement import Judgement, Severity, Verdict
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.version import Version
from dcos_upgrade.probes import (
    clock,
    dcos_version,
    docker_settings,
    docker_version,
    kernel_settings,
    mounts,
    os_release,
    processor,
    programs,
    selinux,
    system_services,
    systemd_version,
)
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.mounts import Mount
from dcos_upgrade.probes.os_release import OsRelease

ENGINE = DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=DockerBuild.DOCKER)
RHEL_7_2 = OsRelease(id="rhel", version="7.2", kernel="3.10.0-327")


def on(node: str, system: OsRelease, docker: DockerVersion, look: Scene | None = None) -> Judgement:
    """What is said of one node with these two layers."""
    values = healthy() | {key(os_release.PROBE, node): system, key(docker_version.PROBE, node): docker}
    found = judge(platform_supported.CHECK, replace(look or scene(), now=scene(values).now))
    return next(each for each in found if each.subject == node)


def hop(source: str, target: str) -> Scene:
    return replace(scene(), hop=HopFacts(source=Version.parse(source), target=Version.parse(target)))


def test_a_pair_that_is_not_listed_for_the_target_is_a_blocker():
    found = on(A1, RHEL_7_2, ENGINE, hop("1.10.7", "1.11.3"))

    assert (found.verdict, found.severity) == (Verdict.FAIL, Severity.BLOCKER)
    assert "RHEL 7.2 with Docker 1.13.1 is not listed for 1.11" in found.summary
    assert "what to upgrade first" in found.remedy


def test_without_a_hop_the_nodes_own_release_decides():
    found = on(A1, RHEL_7_2, ENGINE, replace(scene(), hop=None))

    assert found.verdict is Verdict.PASS
    assert "listed for 1.9" in found.summary


def test_a_pair_that_only_another_revision_lists_is_a_warning():
    forked = DockerVersion(state=DockerState.RUNNING, version="1.13.1", build=DockerBuild.RED_HAT)

    found = on(A1, OsRelease(id="rhel", version="7.5", kernel="3.10.0-862"), forked, hop("1.9.9", "1.10.7"))

    assert (found.verdict, found.severity) == (Verdict.FAIL, Severity.WARNING)


def test_masters_are_judged_too():
    assert on(M1, RHEL_7_2, ENGINE, hop("1.10.7", "1.11.3")).verdict is Verdict.FAIL


def test_a_system_that_the_page_never_had_is_unknown_and_holds_nobody_up():
    found = on(A1, OsRelease(id="debian", version="12", kernel="6.1"), ENGINE)

    assert (found.verdict, found.severity) == (Verdict.UNKNOWN, Severity.WARNING)


def test_a_docker_that_hangs_is_unknown_and_can_be_asked_again():
    found = on(A1, RHEL_7_2, DockerVersion(state=DockerState.HUNG))

    assert (found.verdict, found.severity) == (Verdict.UNKNOWN, Severity.BLOCKER)


@pytest.mark.parametrize("release", ["1.9.99", "nightly"])
def test_a_release_that_is_none_is_unknown(release: str):
    values = healthy() | {key(dcos_version.PROBE, A1): dcos_version.DcosVersion(version=release)}

    found = judge(platform_supported.CHECK, replace(scene(values), hop=None))

    assert next(each for each in found if each.subject == A1).verdict is Verdict.UNKNOWN


def test_the_day_of_the_look_decides_which_revision_is_nearest():
    later = replace(hop("1.9.9", "1.10.7"), now=scene().now, at=datetime(2019, 6, 1, tzinfo=UTC))

    found = judge(platform_supported.CHECK, later)

    assert {(each.verdict, each.severity) for each in found} == {(Verdict.FAIL, Severity.WARNING)}


ELSEWHERE = Mount(target="/opt", type="ext4", options=("rw",))
OLD_XFS = Mount(target="/", type="xfs", options=("rw",), ftype=False)
PLACES = dict.fromkeys(mounts.PLACES, Mount(target="/", type="ext4", options=("rw",)))
STATES = dict.fromkeys(system_services.NAMES, "absent")


# --- requirements -----------------------------------------------------------------------------------------------------


def requirements(values: dict[tuple[str, str], object], look: Scene | None = None) -> dict[Verdict, list[str]]:
    told: dict[Verdict, list[str]] = {}
    for each in judge(host_requirements.CHECK, replace(look or scene(), now=scene(healthy() | values).now)):
        told.setdefault(each.verdict, []).append(each.summary)
    return told


def test_what_is_not_met_names_the_node_and_the_command():
    values = {key(systemd_version.PROBE, A1): systemd_version.SystemdVersion(version=217)}

    (told,) = requirements(values)[Verdict.FAIL]

    assert "systemd must be 218 or later" in told and A1 in told


def test_what_is_not_met_names_the_answers_that_say_so():
    values = healthy() | {key(systemd_version.PROBE, A1): systemd_version.SystemdVersion(version=217)}

    (failed,) = (each for each in judge(host_requirements.CHECK, scene(values)) if each.verdict is Verdict.FAIL)

    assert failed.evidence[0] == f"sha of systemd-version {A1}"
    assert all("systemd-version" in digest for digest in failed.evidence)


@pytest.mark.parametrize(
    ("probe", "node", "changes", "told"),
    [
        (docker_settings.PROBE, A1, {"live_restore": True}, "live-restore"),
        (docker_settings.PROBE, A1, {"storage_driver": "devicemapper", "loop_file": True}, "loop-lvm"),
        (system_services.PROBE, M1, {"states": {**STATES, "firewalld": "active"}}, "firewalld must be off"),
        (programs.PROBE, M1, {"found": ("tar",)}, "ipset"),
        (kernel_settings.PROBE, M1, {"ipv6": False}, "enable_ipv6: false"),
        (mounts.PROBE, M1, {"of": {**PLACES, "/opt/mesosphere": ELSEWHERE}}, "must be on the mount of /"),
        (selinux.PROBE, M1, {"mode": selinux.Mode.ENFORCING, "policy": "mls"}, "SELinux must be"),
        (mounts.PROBE, A1, {"of": {**PLACES, "/var/lib/docker": OLD_XFS}}, "ftype=1"),
    ],
)
def test_what_lies_below_and_is_not_as_documented_fails(
    probe: Probe[Any], node: str, changes: dict[str, object], told: str
):
    value = msgspec.structs.replace(healthy()[key(probe, node)], **changes)

    failed = requirements({key(probe, node): value}, hop("1.10.9", "1.11.3"))[Verdict.FAIL]

    assert len(failed) == 1
    assert told in failed[0]


def test_a_processor_without_sse_4_2_fails_on_the_releases_that_need_it():
    old = {key(processor.PROBE, A1): processor.Processor(sse42=False, count=4)}

    assert any("SSE 4.2" in each for each in requirements(old, hop("1.13.9", "2.0.1"))[Verdict.FAIL])
    assert Verdict.FAIL not in requirements(old, hop("1.13.9", "2.0.2"))


def test_a_docker_that_hangs_leaves_its_settings_unknown_and_says_why():
    hung = {key(docker_settings.PROBE, A1): docker_settings.DockerSettings(state=DockerState.HUNG)}

    unknown = requirements(hung, hop("1.10.9", "1.11.3"))[Verdict.UNKNOWN]

    assert len(unknown) == 2
    assert all("Docker is hung" in each for each in unknown)


def test_what_is_missing_is_unknown():
    values = healthy()
    del values[key(clock.PROBE, M1)]

    found = judge(host_requirements.CHECK, scene(values))

    assert [each.summary.split(":")[1].strip() for each in found if each.verdict is Verdict.UNKNOWN] == [
        "Clocks are synchronised"
    ]


def test_a_release_on_the_way_asks_for_its_own():
    values = {key(docker_version.PROBE, A1): DockerVersion(state=DockerState.RUNNING, version="18.09.2")}

    told = requirements(values, hop("1.11.3", "1.12.0"))

    assert any("kernel miscounts memory" in summary for summary in told[Verdict.FAIL])
