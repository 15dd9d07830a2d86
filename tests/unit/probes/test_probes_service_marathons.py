"""Service Marathons are found by their frameworks, by what they themselves answer; what is not known is said to be unknown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer, HttpAt, HttpGet
from dcos_upgrade.core.redaction import REDACTED, redacted_body
from dcos_upgrade.probes.service_marathons import PROBE, SeenMarathon, ServiceMarathons, follow, join

AT = datetime(2018, 7, 10, tzinfo=UTC)
INVENTORY = Inventory(
    cluster="c",
    nodes=(
        Node(id=NodeId("m1"), address="10.0.1.1", role=Role.MASTER),
        Node(id=NodeId("a1"), address="10.0.2.1", role=Role.PRIVATE_AGENT),
    ),
)
ROOT = {"name": "marathon", "version": "1.5.11", "frameworkId": "F0"}
WEB = "http://10.0.2.1:8080"


def framework(number: int, **changes: Any) -> dict[str, Any]:
    known = {"id": f"F{number}", "name": "mom", "active": True, "connected": True, "webui_url": WEB}
    return {**known, **changes}


def app(**changes: Any) -> dict[str, Any]:
    known = {
        "id": "/mom",
        "instances": 1,
        "labels": {"DCOS_SERVICE_NAME": "mom", "DCOS_SERVICE_PORT_INDEX": "0"},
        "container": {"docker": {"image": "mesosphere/marathon:v1.5.11"}},
        "tasks": [{"id": "mom.1", "host": "10.0.2.1", "ports": [8080], "state": "TASK_RUNNING"}],
        "deployments": [],
    }
    return {**known, **changes}


def says(framework_id: str = "F1", **changes: Any) -> dict[str, Any]:
    zk = {"zk": "zk://master.mesos:2181/teams/mom"}
    return {"name": "marathon", "version": "1.5.8", "frameworkId": framework_id, "zookeeper_config": zk, **changes}


WITHIN = {"apps": [{"id": "/team/api", "instances": 2, "tasks": []}]}


class Web:
    """What answers at which place; ``asked`` is every question."""

    def __init__(self, frameworks: list[Any], apps: list[Any], answers: dict[str, Any], root: Any = ROOT) -> None:
        self.answers = {
            "/state-summary": {"frameworks": frameworks},
            "/v2/apps": {"apps": apps},
            "/v2/info": root,
            **answers,
        }
        self.asked: list[str] = []

    def fact(self) -> ServiceMarathons:
        return PROBE.parse(Answer(body=self.joined(), status=200, source="chain", time=AT))

    def joined(self) -> bytes:
        heard: dict[str, Answer | str] = {}
        while new := {name: each for name, each in follow(heard, INVENTORY).items() if name not in heard}:
            heard |= {name: self._answer(each) for name, each in new.items()}
        return join(heard)

    def _answer(self, question: HttpGet | HttpAt) -> Answer | str:
        place = question.path if isinstance(question, HttpGet) else question.url
        self.asked.append(place)
        found = self.answers.get(place.partition("?")[0], "no answer over HTTP")
        if isinstance(found, str):
            return found
        status, body = found if isinstance(found, tuple) else (200, found)
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Answer(body=body, status=status, source=place, time=AT)


def well(**changes: Any) -> Web:
    answers = {f"{WEB}/v2/info": says(), f"{WEB}/v2/apps": WITHIN}
    return Web([framework(0, name="marathon"), framework(1, **changes)], [app()], answers)


def only(fact: ServiceMarathons) -> SeenMarathon:
    (seen,) = fact.known
    return seen


def test_it_is_known_by_its_own_word_with_its_app_its_path_and_what_runs_under_it() -> None:
    seen = only(well().fact())

    assert (seen.framework_id, seen.framework, seen.app, seen.version) == ("F1", "mom", "/mom", "1.5.8")
    assert seen.zk == "zk://master.mesos:2181/teams/mom"
    assert [each.id for each in seen.apps or ()] == ["/team/api"]
    assert (seen.subscribed, seen.instances, seen.running, seen.why) == (True, 1.0, 1, "")


def test_the_root_marathon_is_none_whatever_its_framework_is_called() -> None:
    assert Web([framework(0, name="mom")], [], {}).fact() == ServiceMarathons()


def test_a_framework_of_any_name_is_a_marathon_when_it_says_so() -> None:
    assert only(well(name="team-x").fact()).version == "1.5.8"


def test_a_framework_that_answers_something_else_is_no_marathon() -> None:
    spark = Web([framework(1, name="spark")], [], {f"{WEB}/v2/info": (404, b"what?")})

    assert spark.fact() == ServiceMarathons()


def test_a_framework_that_nobody_can_ask_is_named_as_silent() -> None:
    fact = Web([framework(1, name="spark")], [], {}).fact()

    assert fact.known == ()
    assert fact.silent == ("spark (F1): no answer over HTTP",)


def test_one_that_is_only_called_so_and_answers_something_else_is_doubtful() -> None:
    fact = Web([framework(1, name="marathon-x")], [], {f"{WEB}/v2/info": (404, b"what?")}).fact()

    assert fact.known == ()
    assert fact.silent[0].startswith("marathon-x (F1): ")


def test_one_that_does_not_answer_is_there_with_an_unknown_version() -> None:
    seen = only(Web([framework(1)], [app()], {}).fact())

    assert (seen.app, seen.version, seen.apps) == ("/mom", None, None)
    assert "no answer over HTTP" in seen.why


def test_its_apps_are_unknown_when_only_they_do_not_answer() -> None:
    seen = only(Web([framework(1)], [app()], {f"{WEB}/v2/info": says()}).fact())

    assert (seen.version, seen.apps, seen.why) == ("1.5.8", None, "no answer over HTTP")


def test_an_address_that_another_framework_answers_at_is_not_its_own() -> None:
    """Its old framework is still known to Mesos, and what listens at its address is the new one."""
    answers = {f"{WEB}/v2/info": says("F2"), f"{WEB}/v2/apps": WITHIN}
    old, new = Web([framework(1, connected=False, active=False), framework(2)], [app()], answers).fact().known

    assert (old.framework_id, old.version, old.subscribed) == ("F1", None, False)
    assert "is the framework F2" in old.why
    assert (new.framework_id, new.version, new.app) == ("F2", "1.5.8", "/mom")


def test_a_web_address_out_of_the_inventory_is_never_asked() -> None:
    """Admin Router leads to it by its service's name; the task's own port comes before that."""
    task = {"id": "mom.1", "host": "198.51.100.7", "ports": [8080], "state": "TASK_RUNNING"}
    answers = {"/service/mom/v2/info": says(), "/service/mom/v2/apps": WITHIN}
    web = Web([framework(1, webui_url="http://198.51.100.7:8080")], [app(tasks=[task])], answers)

    assert only(web.fact()).version == "1.5.8"
    assert not [place for place in web.asked if "198.51" in place]


@pytest.mark.parametrize("name", ["../mesos", "a/../../b", "..", "/"])
def test_a_service_name_that_leads_elsewhere_is_never_asked_for(name: str) -> None:
    hostile = app(tasks=[], labels={"DCOS_SERVICE_NAME": name, "DCOS_PACKAGE_FRAMEWORK_NAME": "mom"})
    web = Web([framework(1, webui_url="")], [hostile], {})

    assert "no way to ask it" in only(web.fact()).why
    assert not [place for place in web.asked if place.startswith("/service")]


def test_where_its_own_address_does_not_answer_its_task_and_then_admin_router_are_asked() -> None:
    answers = {"http://10.0.2.1:9090/v2/info": says(), "http://10.0.2.1:9090/v2/apps": WITHIN}
    task = {"id": "mom.1", "host": "10.0.2.1", "ports": [9090], "state": "TASK_RUNNING"}
    web = Web([framework(1)], [app(tasks=[task])], answers)

    assert only(web.fact()).version == "1.5.8"
    assert web.asked[3:] == [f"{WEB}/v2/info", "http://10.0.2.1:9090/v2/info", web.asked[-1]]


def test_an_address_that_another_has_taken_over_is_not_the_end_of_the_search() -> None:
    own = "http://10.0.2.1:9090"
    task = {"id": "mom.1", "host": "10.0.2.1", "ports": [9090], "state": "TASK_RUNNING"}
    answers = {f"{WEB}/v2/info": says("F9"), f"{own}/v2/info": says(), f"{own}/v2/apps": WITHIN}

    assert only(Web([framework(1)], [app(tasks=[task])], answers).fact()).version == "1.5.8"


def test_an_app_that_looks_like_a_marathon_and_has_no_framework_is_down() -> None:
    seen = only(Web([], [app(tasks=[], lastTaskFailure={"message": "no\nimage"})], {}).fact())

    assert (seen.app, seen.framework_id, seen.running, seen.failure) == ("/mom", None, 0, "no image")
    assert "no framework" in seen.why


@pytest.mark.parametrize("image", ["mesosphere/marathon-lb:v1.12", "team/marathon-exporter:1"])
def test_an_image_that_only_sounds_like_it_is_no_marathon(image: str) -> None:
    other = app(container={"docker": {"image": image}}, labels={})

    assert Web([], [other], {}).fact() == ServiceMarathons()


def test_a_name_that_two_apps_claim_is_nobodys() -> None:
    labels = {"DCOS_SERVICE_NAME": "mom-marathon"}
    twin = app(id="/twin", labels=labels)
    seen = (
        Web(
            [framework(1, name="mom-marathon", webui_url="")], [app(tasks=[], labels=labels), {**twin, "tasks": []}], {}
        )
        .fact()
        .known
    )

    assert [(each.app, each.framework_id) for each in seen] == [(None, "F1"), ("/mom", None), ("/twin", None)]


@pytest.mark.parametrize("missing", ["/state-summary", "/v2/apps", "/v2/info"])
def test_without_the_first_answers_nothing_is_known(missing: str) -> None:
    web = well()
    web.answers[missing] = "m1: refused"

    with pytest.raises(Unreadable, match="m1: refused"):
        web.fact()


def test_a_root_marathon_without_a_framework_id_leaves_everything_unknown() -> None:
    with pytest.raises(Unreadable, match="framework id"):
        Web([framework(1)], [app()], {}, root={"name": "marathon", "version": "1.5.11"}).fact()


def test_only_what_may_be_a_marathon_is_kept_and_its_secrets_are_not() -> None:
    web = well()
    web.answers["/v2/apps"] = {
        "apps": [app(env={"PASSWORD": "hunter2"}), app(id="/web", labels={}, container=None, tasks=[])]
    }
    web.answers[f"{WEB}/v2/info"] = says(marathon_config={"mesos_password": "hunter3"})
    kept = redacted_body(web.joined())

    assert b"/web" not in kept
    assert b"hunter" not in kept
    assert REDACTED.encode() in kept
