"""The status of a run whose test app is out there: a warning where it does not answer, as the journal was last told."""

from __future__ import annotations

from fakes.cluster import FakeCluster, plan_of

from dcos_upgrade.core import journal
from dcos_upgrade.core.journal import Event
from dcos_upgrade.render.console.status import status_text
from dcos_upgrade.render.keys.status import status_keys
from dcos_upgrade.render.terminal import PLAIN
from dcos_upgrade.usecases.status import RunStatus, describe

APP = "/dcos-upgrade/test-app-1"
OUT = (
    journal.TestAppStarted(app=APP),
    journal.TestAppDeployed(app=APP, targets={"a1": "10.0.1.1:1025", "a2": "10.0.1.2:1025"}),
)


def silent(*nodes: str) -> Event:
    return journal.TestAppSilent(app=APP, nodes=nodes)


def status_of(*events: Event, carried_out: bool = True) -> RunStatus:
    cluster = FakeCluster(plan=plan_of())
    context = cluster.process()
    for event in events:
        context.write(event)
    return describe(cluster.plan, cluster.entries, carried_out=carried_out)


def test_while_it_is_not_deployed_nothing_is_said_of_it():
    status = status_of()

    assert "Test app" not in status_text(status, PLAIN)
    assert status_keys(status)["test_app"] is None


def test_while_it_answers_one_line_says_so():
    status = status_of(*OUT)

    assert "Test app  answers on a1, a2" in status_text(status, PLAIN)
    assert status_keys(status)["test_app"] == {"app": APP, "nodes": ["a1", "a2"], "silent": []}


def test_where_it_does_not_answer_is_a_warning_with_the_node_and_since_when():
    status = status_of(*OUT, silent("a2"))

    assert "Test app  does not answer on a2 (told 2018-07-24 03:00:00Z)" in status_text(status, PLAIN)
    assert status_keys(status)["test_app"]["silent"] == [{"node": "a2", "since": "2018-07-24T03:00:00Z"}]


def test_a_warning_goes_when_it_answers_again():
    assert "does not answer" not in status_text(status_of(*OUT, silent("a2"), silent()), PLAIN)


def test_while_nobody_asks_it_is_not_told_to_answer():
    text = status_text(status_of(*OUT, carried_out=False), PLAIN)

    assert "nobody asks it" in text
    assert "answers on" not in text


def test_once_it_is_gone_nothing_is_said_of_it():
    assert "Test app" not in status_text(status_of(*OUT, silent("a1"), journal.TestAppRemoved(app=APP)), PLAIN)
