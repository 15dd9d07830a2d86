"""Service Marathons and what runs under them are part of what must not be lost."""

from __future__ import annotations

from typing import Any

from cluster_facts import A1, NEW, NEW_MESOS, Values, app, healthy, key, snapshot, state, task, upgraded
from msgspec.structs import replace

from dcos_upgrade.drift import Drift, compare
from dcos_upgrade.drift.apps import compare_apps
from dcos_upgrade.drift.service_marathons import KIND, compare_service_marathons
from dcos_upgrade.drift.tasks import compare_tasks
from dcos_upgrade.probes import marathon_apps, mesos_state, service_marathons
from dcos_upgrade.probes.marathon_apps import AppTask, MarathonApps
from dcos_upgrade.probes.mesos_state import Framework
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons

API = app(id="/team/api", tasks=(AppTask(id="api.1", agent="S0"), AppTask(id="api.2", agent="S1")))
MOM = SeenMarathon(
    framework_id="F1", framework="mom", active=True, connected=True, app="/mom", version="1.4.11", apps=(API,)
)
TO = {"/mom": "1.5.8"}


def with_moms(*moms: SeenMarathon) -> Values:
    return healthy() | {key(service_marathons.PROBE): ServiceMarathons(known=moms)}


def services(after: Values, before: Values | None = None, **wanted: Any) -> Drift:
    found = compare_service_marathons(snapshot(before or with_moms(MOM)), snapshot(after), **wanted)
    return Drift.of(found)


def lost(drift: Drift) -> list[str]:
    return [str(one) for one in drift.lost]


def test_one_at_its_target_is_a_change_that_was_meant() -> None:
    drift = services(with_moms(replace(MOM, version="1.5.8")), services=TO)

    assert (drift.lost, drift.unknown) == ((), ())
    assert [(one.kind, one.subject, one.before, one.after) for one in drift.expected] == [
        (KIND, "/mom", "1.4.11", "1.5.8")
    ]


def test_one_that_is_not_at_its_target_is_lost() -> None:
    assert lost(services(with_moms(MOM), services=TO)) == ["service marathon /mom: is 1.4.11, not 1.5.8"]


def test_one_that_is_older_than_it_was_is_lost() -> None:
    assert lost(services(with_moms(replace(MOM, version="1.4.2")))) == [
        "service marathon /mom: is 1.4.2; it was 1.4.11"
    ]


def test_one_under_another_framework_id_is_lost() -> None:
    after = with_moms(replace(MOM, framework_id="F9"))

    assert lost(services(after)) == ["service marathon /mom: its framework is gone"]


def test_an_app_that_is_gone_from_one_is_lost() -> None:
    assert lost(services(with_moms(replace(MOM, apps=())))) == ["app /team/api@/mom: is gone"]


def test_one_that_does_not_answer_is_unknown_and_so_are_its_apps() -> None:
    drift = services(with_moms(replace(MOM, version=None, apps=None, why="no answer")))

    assert [one.subject for one in drift.unknown] == ["/mom", "/mom"]


def test_a_baseline_that_never_asked_is_told_and_not_judged() -> None:
    before = {fact: value for fact, value in healthy().items() if fact != key(service_marathons.PROBE)}
    drift = services(with_moms(MOM), before)

    assert (drift.lost, drift.unknown) == ((), ())
    assert "without asking" in drift.expected[0].why


# --- tasks ------------------------------------------------------------------------------------------------------------


def tasks_of(*here: str, **changes: Any) -> Values:
    known = tuple(task(1, id=name, agent="S0", framework="F1") for name in here)
    marathon = Framework(id="F0", name="marathon", active=True, connected=True, tasks=())
    mom = Framework(id="F1", name="mom", active=True, connected=True, tasks=known)
    return {key(mesos_state.PROBE): state(frameworks=(marathon, mom)), **changes}


def test_a_task_under_one_that_is_gone_is_lost() -> None:
    before, after = with_moms(MOM) | tasks_of("api.1"), with_moms(MOM) | tasks_of()

    assert [one.subject for one in Drift.of(compare_tasks(snapshot(before), snapshot(after))).lost] == ["api.1"]


def test_a_task_under_one_whose_app_was_changed_there_is_excused() -> None:
    newer = replace(API, version="2018-07-09T00:00:00.000Z")
    before, after = with_moms(MOM) | tasks_of("api.1"), with_moms(replace(MOM, apps=(newer,))) | tasks_of()
    drift = Drift.of(compare_tasks(snapshot(before), snapshot(after)))

    assert (drift.lost, drift.unknown) == ((), ())
    assert [one.why for one in drift.expected] == ["/team/api was changed meanwhile"]


def test_an_app_of_the_same_name_in_the_root_marathon_excuses_nothing() -> None:
    old, new = replace(API, tasks=()), replace(API, tasks=(), version="2018-07-09T00:00:00.000Z")
    before = with_moms(MOM) | tasks_of("api.1") | roots(old)
    after = with_moms(MOM) | tasks_of() | roots(new)

    assert [one.subject for one in Drift.of(compare_tasks(snapshot(before), snapshot(after))).lost] == ["api.1"]


def test_a_task_that_is_gone_from_one_that_does_not_answer_is_unknown() -> None:
    before, after = with_moms(MOM) | tasks_of("api.1"), with_moms(replace(MOM, apps=None)) | tasks_of()
    drift = Drift.of(compare_tasks(snapshot(before), snapshot(after)))

    assert (drift.lost, [one.subject for one in drift.unknown]) == ((), ["api.1"])


# --- its own app ------------------------------------------------------------------------------------------------------


def roots(one: marathon_apps.App) -> Values:
    return {key(marathon_apps.PROBE, master): MarathonApps(apps=(one,)) for master in ("m1", "m2", "m3")}


def test_the_runs_own_change_of_its_app_is_said_to_be_that_for_the_app_and_for_its_task() -> None:
    old = app(id="/mom", tasks=(AppTask(id="mom.1", agent="S0"),), instances=1, tasks_running=1)
    new = replace(old, version="2018-07-09T00:00:00.000Z", tasks=(AppTask(id="mom.2", agent="S0"),))
    before = with_moms(MOM) | roots(old) | {key(mesos_state.PROBE): state(task(1, id="mom.1"))}
    after = with_moms(MOM) | roots(new) | {key(mesos_state.PROBE): state(task(1, id="mom.2"))}
    ones = [
        *compare_apps(snapshot(before), snapshot(after), services=TO),
        *compare_tasks(snapshot(before), snapshot(after), TO),
    ]
    drift = Drift.of(ones)

    assert drift.lost == ()
    assert {(one.kind, one.subject, one.why) for one in drift.expected} == {
        ("app", "/mom", "this run took /mom to 1.5.8"),
        ("task", "mom.1", "this run took /mom to 1.5.8"),
    }


def test_the_whole_comparison_looks_at_them() -> None:
    whole = upgraded(A1) | {key(service_marathons.PROBE): ServiceMarathons()}
    drift = compare(snapshot(with_moms(MOM)), snapshot(whole), target=NEW, mesos=NEW_MESOS)

    assert "service marathon /mom: its framework is gone" in lost(drift)
