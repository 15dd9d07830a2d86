"""What a plan relies on where it was known: a run refuses when it changed, when nobody knows it any more, and never for older plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cluster_facts import A1, M1, M2, Values, healthy, key, snapshot
from msgspec.structs import replace

from dcos_upgrade.core.error import ExitCode, Refused, Stale, Unreadable
from dcos_upgrade.core.plan import Pacing, Plan
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.digest import sealed
from dcos_upgrade.probes import docker_version, os_release, user_configuration
from dcos_upgrade.usecases.plan import plan_from
from dcos_upgrade.usecases.starting import still_as_planned

MASTERS = ("m1", "m2", "m3")


def configured(**keys: str) -> Values:
    own = {"cluster_name": "example", "master_list": '["10.0.1.1", "10.0.1.2", "10.0.1.3"]', **keys}
    found = user_configuration.UserConfiguration(keys=own)
    return {key(user_configuration.PROBE, master): found for master in MASTERS}


def seen(*changes: Values, unknown: dict[Any, str] | None = None) -> Snapshot:
    values = healthy() | configured()
    for each in changes:
        values |= each
    return snapshot({one: value for one, value in values.items() if one not in (unknown or {})}, unknown=unknown)


def planned(before: Snapshot) -> Plan:
    found = plan_from(
        before, Version.parse("1.10.7"), on=date(2018, 7, 10), policy=None, pacing=Pacing(), tool_version="0"
    )
    assert isinstance(found, Plan)
    return found


DOCKER = {
    key(docker_version.PROBE, A1): docker_version.DockerVersion(
        state=docker_version.DockerState.RUNNING, version="18.09.2"
    )
}
KERNEL = {key(os_release.PROBE, M1): os_release.OsRelease(id="centos", version="7", kernel="3.10.0-957")}
HUNG = {key(docker_version.PROBE, A1): docker_version.DockerVersion(state=docker_version.DockerState.HUNG)}


def test_the_same_cluster_is_as_planned():
    still_as_planned(planned(seen()), seen())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (configured(dns_search="example"), "configuration on the masters at 1.9.9"),
        (DOCKER, "Docker of a1: 17.05.0-ce then, 18.09.2 now"),
        (KERNEL, "system of m1: rhel 7.4 kernel 3.10.0-693 then, centos 7 kernel 3.10.0-957 now"),
    ],
)
def test_a_change_between_plan_and_run_is_stale_and_named(change: Values, named: str):
    with pytest.raises(Stale, match="no longer") as caught:
        still_as_planned(planned(seen()), seen(change))

    assert named in caught.value.evidence
    assert caught.value.exit_code is ExitCode.STALE


def test_what_was_known_and_is_not_any_more_is_unknown():
    silent = {key(user_configuration.PROBE, M2): "m2: the command ended with 1"}

    for now in (seen(unknown=silent), seen(HUNG)):
        with pytest.raises(Unreadable) as caught:
            still_as_planned(planned(seen()), now)

        assert caught.value.exit_code is ExitCode.UNKNOWN


def test_what_was_not_known_when_the_plan_was_made_is_not_relied_on():
    plan = planned(seen(HUNG, unknown={key(user_configuration.PROBE, M2): "m2: no answer"}))

    still_as_planned(plan, seen(configured(dns_search="example"), DOCKER))


def test_a_plan_from_before_these_facts_is_held_to_none_of_them():
    plan = planned(seen())
    names = ("configuration on", "system of", "Docker of")
    older = {name: text for name, text in plan.relied_on.items() if not name.startswith(names)}
    assert len(older) < len(plan.relied_on)

    still_as_planned(sealed(replace(plan, relied_on=older)), seen(configured(dns_search="example"), DOCKER, KERNEL))


def test_masters_of_one_release_that_differ_are_refused():
    other = configured(dns_search="example")
    mixed = {key(user_configuration.PROBE, M2): other[key(user_configuration.PROBE, M2)]}

    with pytest.raises(Refused, match="do not have the same configuration"):
        planned(seen(mixed))
