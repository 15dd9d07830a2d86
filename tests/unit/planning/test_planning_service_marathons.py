"""What a service Marathon must be before a hop, what becomes of it, and what is refused instead of guessed."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET
from planned import ON, cluster

from dcos_upgrade import catalog
from dcos_upgrade.core.cluster import Leaders
from dcos_upgrade.core.error import DcosUpgradeError, Refused, Unreadable
from dcos_upgrade.core.plan import Pacing, Plan, RoutePolicy, ServiceMarathon, StageName
from dcos_upgrade.core.run_policy import RunPolicy, ServiceWish
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.compose import compose
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons


def seen(version: str | None = "1.5.11", **changes: Any) -> SeenMarathon:
    known: dict[str, Any] = {
        "framework_id": "F1",
        "framework": "mom",
        "active": True,
        "connected": True,
        "app": "/mom",
        "image": "registry:5000/mesosphere/marathon:v1.5.11",
        "instances": 1.0,
    }
    return SeenMarathon(**{**known, "version": version, **changes})


def wish(to: str, **patch: Any) -> ServiceWish:
    return ServiceWish(to=to, patch=patch or {"container": {"docker": {"image": f"mesosphere/marathon:v{to}"}}})


def plan_for(
    *found: SeenMarathon,
    wishes: dict[str, Any] | None = None,
    source: str = "1.10.8",
    target: str = "1.11.3",
    ahead: str | None = None,
    silent: tuple[str, ...] = (),
) -> Plan:
    """``ahead``: the masters' release, where it is not the agents'."""
    inventory = cluster()
    versions = {node.id: Version.parse(source) for node in inventory.nodes}
    versions |= {master.id: Version.parse(ahead or source) for master in inventory.masters}
    return compose(
        inventory=inventory,
        versions=versions,
        leaders=Leaders(),
        target=Version.parse(target),
        on=ON.replace(year=2020, month=6, day=1) if target > "1.11.9" else ON,
        policy=RoutePolicy.TEXT_2018 if target > "1.11.9" else None,
        pacing=Pacing(),
        cluster_id="id",
        relied_on={},
        catalog_digest="c",
        tool_version="0",
        run_policy=RunPolicy(service_marathons=wishes or {}),
        service_marathons=ServiceMarathons(known=found, silent=silent),
    )


def services(plan: Plan, hop: int = 0) -> tuple[ServiceMarathon, ...]:
    stage = plan.stage(hop, StageName.SERVICE_MARATHONS)
    assert stage is not None
    return () if stage.services is UNSET else stage.services


def refusal(*found: SeenMarathon, kind: type[DcosUpgradeError] = Refused, **how: Any) -> DcosUpgradeError:
    with pytest.raises(kind) as caught:
        plan_for(*found, **how)
    return caught.value


def test_a_wish_becomes_part_of_the_plan_with_its_patch() -> None:
    (planned,) = services(plan_for(seen(), wishes={"/mom": wish("1.6.352")}))

    assert (planned.app, planned.framework_id, planned.source, planned.target) == ("/mom", "F1", "1.5.11", "1.6.352")
    assert planned.patch == {"container": {"docker": {"image": "mesosphere/marathon:v1.6.352"}}}


def test_one_that_may_stay_is_planned_without_a_patch_so_that_it_is_looked_at() -> None:
    (planned,) = services(plan_for(seen()))

    assert (planned.source, planned.target, planned.patch) == ("1.5.11", "1.5.11", {})


def test_without_any_the_plan_has_no_services_and_its_digest_is_the_same_as_ever() -> None:
    assert services(plan_for()) == ()


def test_one_that_is_too_old_before_the_masters_is_refused_with_both_versions() -> None:
    error = refusal(seen("1.4.11"), wishes={"/mom": wish("1.6.352")})

    assert "/mom is at 1.4.11" in error.what
    assert "1.5.0 or later" in error.what
    assert "upgrade it now" in error.next_command


def test_what_had_to_be_before_the_masters_is_history_once_they_are_done() -> None:
    old = seen("1.4.11")
    (planned,) = services(plan_for(old, wishes={"/mom": wish("1.6.352")}, ahead="1.11.3"))

    assert planned.target == "1.6.352"


def test_one_that_has_to_rise_without_a_wish_is_refused_with_the_words_to_write() -> None:
    error = refusal(seen("1.4.11"), ahead="1.11.3")

    assert "has to rise" in error.what
    assert '"/mom": {"to": "1.6.496"' in error.next_command
    assert "registry:5000/mesosphere/marathon:v1.6.496" in error.next_command


def test_a_later_hop_that_needs_more_is_refused_with_the_words_for_the_hop_before() -> None:
    error = refusal(seen(), source="1.10.8", target="1.12.3")

    assert "before the hop to 1.12.3" in error.what
    assert '"to": "1.6.0"' in error.next_command


def test_each_wish_of_a_list_is_for_the_first_hop_that_can_have_it() -> None:
    both = (wish("1.6.352"), wish("1.7.189"))
    plan = plan_for(seen(), wishes={"/mom": both}, target="1.12.3")

    assert [[(one.source, one.target) for one in services(plan, hop)] for hop in range(len(plan.hops))][-2:] == [
        [("1.5.11", "1.6.352")],
        [("1.6.352", "1.7.189")],
    ]


def test_a_wish_that_is_fulfilled_already_changes_nothing() -> None:
    (planned,) = services(plan_for(seen("1.6.352"), wishes={"/mom": wish("1.6.352")}, ahead="1.11.3"))

    assert (planned.target, planned.patch) == ("1.6.352", {})


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"/mom": wish("1.4.2")}, "back to 1.4.2"),
        ({"/mom": wish("1.7.189")}, "too new for every hop"),
        ({"/mom": ServiceWish(to="1.6.352")}, "its patch changes nothing"),
        ({"/other": wish("1.6.352")}, "names /other"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(wishes: dict[str, Any], says: str) -> None:
    assert says in refusal(seen(), wishes=wishes).what


def test_a_leap_over_what_marathon_can_read_is_refused() -> None:
    wishes = {"/mom": wish("1.8.242")}
    error = refusal(seen("1.5.11"), wishes=wishes, source="1.12.3", ahead="1.13.9", target="1.13.9")

    assert "from 1.5.11 to 1.8.242 at once" in error.what


def test_one_whose_version_nobody_knows_is_unknown() -> None:
    error = refusal(seen(None, why="a1: refused"), kind=Unreadable)

    assert (error.where, error.evidence) == ("/mom", "a1: refused")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (seen(None, framework_id=None, why="no framework"), "is down"),
        (seen(connected=False, active=False), "not connected to Mesos"),
    ],
)
def test_one_that_is_not_well_is_refused(row: SeenMarathon, says: str) -> None:
    assert says in refusal(row).what


def test_two_frameworks_of_one_app_are_refused() -> None:
    assert "more than one framework" in refusal(seen(), seen(framework_id="F2")).what


def test_what_is_left_over_or_switched_off_is_told_and_left_alone() -> None:
    old = seen(None, framework_id="F9", active=False, connected=False)
    off = seen(None, app="/off", framework_id=None, instances=0.0)
    plan = plan_for(seen(zk="zk://z/teams/mom"), old, off, silent=("spark (F7): no answer",))

    assert [one.framework_id for one in services(plan)] == ["F1"]
    for words in ("(F9) is left over", "/off is scaled to 0", "zk://z/teams/mom", "spark (F7)"):
        assert any(words in note for note in plan.notes), words


def test_a_patch_whose_image_is_of_another_version_is_told() -> None:
    other = {"container": {"docker": {"image": "mesosphere/marathon:v1.6.322"}}}
    plan = plan_for(seen(), wishes={"/mom": wish("1.6.352", **other)})

    assert any("v1.6.322, and wants the version 1.6.352" in note for note in plan.notes)


def test_the_stricter_page_of_the_documents_is_told_for_1_10() -> None:
    plan = plan_for(seen("1.4.11"), source="1.9.9", target="1.10.7")

    assert any("1.5.0 before a hop to 1.10" in note for note in plan.notes)


@pytest.mark.parametrize("release", catalog.releases(), ids=lambda release: str(release.version))
def test_the_catalog_allows_the_minor_of_the_root_marathon_and_the_one_before(release: catalog.Release) -> None:
    entry = catalog.own().service_marathon(release.version.minor)
    root = [int(part) for part in release.components["marathon"].split("-")[0].split(".")[:2]]

    assert entry is not None
    if release.version >= Version.parse("1.9.0"):
        assert [entry.newest.major, entry.newest.minor] == root
        assert [entry.least.major, entry.least.minor_number] == [root[0], root[1] - 1]
