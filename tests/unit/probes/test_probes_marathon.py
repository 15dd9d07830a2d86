"""What Marathon and Metronome say of themselves: flags, figures in three formats, version; and what people set for Marathon."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.shell import asked

from dcos_upgrade.core.error import Unreadable
from dcos_upgrade.core.probe import Answer
from dcos_upgrade.lab.wire.marathon_metrics import Measured, metrics
from dcos_upgrade.planning.marathon_options import that_stop
from dcos_upgrade.probes import marathon_environment, marathon_flags, marathon_metrics, metronome_info
from dcos_upgrade.probes.marathon_environment import MarathonEnvironment


def http(body: object) -> Answer:
    content = json.dumps(body).encode()
    return Answer(body=content, status=200, source="http://x/", time=datetime(2018, 7, 10, tzinfo=UTC))


INFO: dict[str, Any] = {
    "version": "1.6.352",
    "marathon_config": {
        "features": ["vips", "gpu_resources"],
        "ha": True,
        "mesos_role": "slave_public",
        "failover_timeout": 604800,
        "on_elected_prepare_timeout": 180000,
        "master": "zk://user:hush@m:2181/mesos",
        "mesos_authentication_secret_file": "/hush",
    },
    "zookeeper_config": {"zk": "zk://user:hush@m:2181/marathon", "zk_session_timeout": 10000},
    "http_config": {"http_port": 8080, "https_port": None},
}


def test_marathon_tells_its_flags_and_what_holds_credentials_is_not_read():
    found = marathon_flags.parse(http(INFO))

    assert (found.version, found.features, found.role) == ("1.6.352", ("gpu_resources", "vips"), "slave_public")
    assert (found.failover_timeout, found.prepare_timeout, found.zk_session_timeout) == (604800, 180000, 10000)
    assert (found.http_port, found.https_port, found.task_launch_timeout) == (8080, None, None)
    assert "hush" not in repr(found)


def test_an_old_marathon_that_tells_little_leaves_the_rest_unsaid():
    found = marathon_flags.parse(http({"version": "1.4.7", "marathon_config": {"checkpoint": True}}))

    assert (found.checkpoint, found.features, found.http_port) == (True, None, None)


# --- figures

MEASURED = {"now": 1e9, "uptime": 5221.988, "leads_for": 60.5, "apps": 7, "groups": 3, "running": 12, "staged": 1}


@pytest.mark.parametrize("version", ["1.4.11", "1.5.8", "1.6.352", "1.7.174", "1.8.212", "1.11.24"])
def test_figures_of_every_format_are_the_same(version: str):
    found = marathon_metrics.parse(http(metrics(Measured(version=version, **MEASURED))))

    assert (found.uptime, found.leads_for) == (pytest.approx(5221.988), pytest.approx(60.5))
    assert (found.apps, found.groups, found.running, found.staged) == (7, 3, 12, 1)


def test_meters_timers_and_counters_count_how_often():
    old = "service.mesosphere.marathon."
    body = {
        "meters": {f"{old}core.launcher.impl.OfferProcessorImpl.incomingOffers": {"count": 40, "m1_rate": 0.1}},
        "timers": {f"{old}MarathonScheduler.statusUpdate": {"count": 9, "max": 0.5, "mean": 0.1}},
        "counters": {f"{old}core.task.update.impl.ThrottlingTaskStatusUpdateProcessor.queued": {"count": 2}},
    }

    found = marathon_metrics.parse(http(body))

    assert (found.offers, found.status_updates, found.queued_updates, found.uptime) == (40, 9, 2, None)


@pytest.mark.parametrize(
    "body",
    [
        {"gauges": {"jvm.threads": {"value": 3}}},
        {"gauges": {"service.mesosphere.marathon.uptime": {"value": "long"}}},
        {"gauges": {"service.mesosphere.marathon.uptime": {"value": True}}},
        {"gauges": [], "counters": None},
    ],
)
def test_figures_of_another_program_or_in_another_form_are_none(body: object):
    with pytest.raises(Unreadable, match="metrics of a Marathon"):
        marathon_metrics.parse(http(body))


def test_metronome_says_its_version():
    assert metronome_info.parse(http({"version": "0.6.33", "libVersion": "0.6.33"})) == "0.6.33"


# --- what people set


def environment(root: Path, text: str | None) -> MarathonEnvironment:
    """The probe's own command in a real shell."""
    file = root / "marathon"
    if text is not None:
        file.write_text(text)
    found = asked(marathon_environment.PROBE, root, **{"/var/lib/dcos/marathon/environment ": f"{file} "})
    assert isinstance(found, MarathonEnvironment)
    return found


SET = """# MARATHON_COMMENTED=1
MARATHON_DEPRECATED_FEATURES=kamon_metrics, sync_proxy
 export MARATHON_LOGGING_LEVEL="warn"
MARATHON_HTTP_CREDENTIALS=admin:hush
MARATHON_REPORTER_GRAPHITE=tcp://graphite:2003
JAVA_OPTS=-Xmx4g
"""


def test_names_leave_the_node_and_values_only_where_no_secret_is(tmp_path: Path):
    found = environment(tmp_path, SET)

    assert found.options == ("deprecated_features", "http_credentials", "logging_level", "reporter_graphite")
    assert found.values == {"deprecated_features": "kamon_metrics, sync_proxy", "logging_level": "warn"}
    assert found.deprecated_features == ("kamon_metrics", "sync_proxy")


def test_a_master_where_nobody_set_anything(tmp_path: Path):
    assert environment(tmp_path, None) == MarathonEnvironment()


@pytest.mark.parametrize(
    ("marathon", "stop"),
    [
        ((1, 7), []),
        ((1, 8), ["deprecated_features=kamon_metrics", "deprecated_features=sync_proxy", "reporter_graphite"]),
    ],
)
def test_options_stop_a_marathon_from_the_minor_on_that_gave_them_up(
    tmp_path: Path, marathon: tuple[int, int], stop: list[str]
):
    assert sorted(that_stop(environment(tmp_path, SET), marathon)) == stop


def test_a_feature_and_a_value_that_a_marathon_refuses():
    seen = MarathonEnvironment(values={"enable_features": "maintenance_mode", "gpu_scheduling_behavior": "undefined"})

    assert list(that_stop(seen, (1, 8))) == ["enable_features=maintenance_mode"]
    assert len(list(that_stop(seen, (1, 9)))) == 2


@pytest.mark.parametrize("body", ["", "name x", "name logging_level\n"])
def test_a_list_of_options_that_is_not_whole_is_no_answer(body: str):
    with pytest.raises(Unreadable):
        marathon_environment.parse(
            Answer(body=body.encode(), status=0, source="sh", time=datetime(2018, 7, 10, tzinfo=UTC))
        )
