"""What a captured cluster does not meet: each kind of condition red, green and unknown, and nothing that the planner refuses is left unsaid."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

import pytest
from cluster_facts import A1, CLUSTER, M1, M2, NEW, NOW, Values, healthy, key, rows, snapshot

from dcos_upgrade.catalog import Catalog
from dcos_upgrade.catalog.knowledge import Risk
from dcos_upgrade.core.error import ExitCode, Unreadable
from dcos_upgrade.core.plan import Pacing
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.blocked import WhyNot
from dcos_upgrade.probes import (
    clock,
    cluster_id,
    dcos_version,
    docker_version,
    exhibitor_status,
    mesos_slaves,
    node_role,
    os_release,
    packages_active,
    service_marathons,
    systemd_version,
)
from dcos_upgrade.probes.docker_version import DockerBuild, DockerState, DockerVersion
from dcos_upgrade.probes.os_release import OsRelease
from dcos_upgrade.usecases.conditions import discover
from dcos_upgrade.usecases.why_not import why_not_for

ON = date(2018, 7, 10)


class OneRisk(Catalog):
    """The product's catalog with a single risk: what is known of risks grows, and these tests are about the kinds of conditions."""

    @cached_property
    def risks(self) -> tuple[Risk, ...]:
        return tuple(risk for risk in super().risks if risk.id == "systemd-before-218")


KNOWN = OneRisk()


def asked(values: Values | None = None, target: str = "1.10.7", without: tuple[tuple[str, str], ...] = ()) -> WhyNot:
    known = {**healthy(), **(values or {})}
    seen = snapshot({fact: value for fact, value in known.items() if fact not in without})
    return why_not_for(
        seen, Version.parse(target), on=ON, policy=None, pacing=Pacing(), tool_version="0", catalog=KNOWN
    )


def blocked(found: WhyNot) -> list[tuple[str, str]]:
    return [(each.change.id if each.change else "", c.rule) for each in found.blocked for c in each.conditions]


def test_a_healthy_cluster_meets_everything():
    found = asked()

    assert (found.code, found.blocked) == (ExitCode.DONE, ())


def test_a_master_that_does_not_serve_is_one_thing_to_change_however_many_see_it():
    down = {key(exhibitor_status.PROBE, master): rows(codes=(3, 1, 3)) for master in ("m1", "m3")}

    found = asked(down)

    assert (found.code, blocked(found)) == (ExitCode.BLOCKED, [("node m2", "masters-serve")])


def test_a_master_that_neither_answers_nor_serves_is_one_thing_to_change():
    down = {key(exhibitor_status.PROBE, master): rows(codes=(3, 1, 3)) for master in ("m1", "m3")}
    silent = (key(exhibitor_status.PROBE, M2), key(dcos_version.PROBE, M2), key(cluster_id.PROBE, M2))

    found = asked(down, without=silent)

    assert found.code is ExitCode.BLOCKED
    assert {change for change, _ in blocked(found)} == {"node m2"}
    assert [rule for _, rule in blocked(found)].count("facts-known") == 3


@pytest.mark.parametrize(
    ("probe", "subject", "change"),
    [
        (dcos_version.PROBE, A1, "node a1"),
        (node_role.PROBE, A1, "node a1"),
        (packages_active.PROBE, M1, "node m1"),
        (cluster_id.PROBE, M1, "node m1"),
        (mesos_slaves.PROBE, CLUSTER, "the cluster"),
        (service_marathons.PROBE, CLUSTER, "the cluster"),
    ],
    ids=lambda each: str(getattr(each, "id", each)),
)
def test_a_fact_that_is_not_known_is_unknown_by_name(probe, subject, change: str):
    found = asked(without=(key(probe, subject),))

    assert found.code is ExitCode.UNKNOWN
    assert set(blocked(found)) == {(change, "facts-known")}
    assert "nothing was asked" in found.blocked[0].conditions[0].reason


def test_every_fact_that_is_not_known_is_told_and_not_only_the_first():
    found = asked(without=(key(dcos_version.PROBE, A1), key(node_role.PROBE, M1), key(cluster_id.PROBE, M2)))

    assert [change for change, _ in blocked(found)] == ["node a1", "node m1", "node m2"]


def test_masters_that_do_not_agree_are_blocked_and_not_unknown():
    found = asked({key(exhibitor_status.PROBE, M1): exhibitor_status.ExhibitorStatus(rows=rows().rows[:2])})

    assert found.code is ExitCode.BLOCKED
    assert [rule for _, rule in blocked(found)] == ["facts-known"]


def test_an_agent_ahead_of_the_masters_is_no_lawful_cluster():
    found = asked({key(dcos_version.PROBE, A1): dcos_version.DcosVersion(version=str(NEW))})

    assert found.code is ExitCode.BLOCKED
    assert [rule for _, rule in blocked(found)] == ["lawful-cluster"]
    assert found.blocked[0].change is not None and "bring every master to 1.10.7" in found.blocked[0].change.what


def test_releases_more_than_one_hop_apart_are_no_lawful_cluster():
    ahead = {
        key(dcos_version.PROBE, master): dcos_version.DcosVersion(version="1.11.3") for master in ("m1", "m2", "m3")
    }

    assert "lawful-cluster" in {rule for _, rule in blocked(asked(ahead, target="1.11.3"))}


def test_masters_at_the_target_of_the_hop_are_lawful():
    ahead = {
        key(dcos_version.PROBE, master): dcos_version.DcosVersion(version="1.10.7") for master in ("m1", "m2", "m3")
    }

    assert "lawful-cluster" not in {rule for _, rule in blocked(asked(ahead))}


def test_a_risk_that_blocks_is_something_to_change_and_unknown_counts_as_standing():
    old = {key(systemd_version.PROBE, A1): systemd_version.SystemdVersion(version=217)}

    applies = asked(old, target="1.10.7")
    without = asked(without=(key(systemd_version.PROBE, A1),))

    assert (applies.code, blocked(applies)) == (
        ExitCode.BLOCKED,
        [("risk systemd-before-218", "systemd-before-218")],
    )
    assert (without.code, blocked(without)) == (
        ExitCode.UNKNOWN,
        [("risk systemd-before-218", "systemd-before-218")],
    )


def test_what_the_planner_still_refuses_stands_in_the_way_as_well():
    found = asked(target="1.11.3")

    assert found.code is ExitCode.BLOCKED
    assert [rule for _, rule in blocked(found)] == ["plan"]
    assert "service Marathon /mom" in found.blocked[0].conditions[0].reason


def on_rhel_7_2(docker: DockerVersion) -> WhyNot:
    """One agent below a system that the target's page does not list with this Docker."""
    system = OsRelease(id="rhel", version="7.2", kernel="3.10.0-327")
    return asked({key(os_release.PROBE, A1): system, key(docker_version.PROBE, A1): docker})


def test_a_machine_that_is_not_listed_after_the_hop_is_to_be_moved_and_the_check_shows_it():
    found = on_rhel_7_2(DockerVersion(state=DockerState.RUNNING, version="19.03.1", build=DockerBuild.COMMUNITY))

    (only,) = found.blocked
    assert [condition.rule for condition in only.conditions] == ["platforms-listed"]
    assert A1 in only.conditions[0].reason and not only.conditions[0].unknown
    assert only.change and "check --snapshot again --only platform-supported" in only.change.verify


def test_a_machine_that_does_not_say_its_system_is_unknown_which_is_not_met():
    found = asked(without=(key(os_release.PROBE, A1),))

    conditions = [condition for each in found.blocked for condition in each.conditions]
    assert [condition.unknown for condition in conditions if condition.rule == "platforms-listed"] == [True]


def test_a_policy_rule_that_refuses_the_plan_stands_in_the_way_as_well():
    late = {key(clock.PROBE, M1): (NOW + timedelta(seconds=90)).timestamp()}

    found = asked(late)

    assert found.code is ExitCode.BLOCKED
    assert [rule for _, rule in blocked(found)] == ["clocks-in-step"]


def test_a_route_that_does_not_exist_and_a_cluster_that_is_not_well_are_both_told():
    down = {key(exhibitor_status.PROBE, master): rows(codes=(3, 1, 3)) for master in ("m1", "m3")}

    found = asked(down, target="1.11.4")

    assert {rule for _, rule in blocked(found)} == {"not-out-yet", "masters-serve"}


def test_a_cluster_of_which_no_node_says_its_release_is_unreadable():
    every = tuple(key(dcos_version.PROBE, node.id) for node in snapshot({}).inventory.nodes)

    with pytest.raises(Unreadable):
        asked(without=every)


def test_each_kind_of_condition_says_what_it_is_and_on_whose_word():
    assert all(kind.title and kind.source for kind in discover().values())
