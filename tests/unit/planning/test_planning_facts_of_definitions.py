"""Facts that are read off definitions of apps, frameworks and the cluster's own configuration: known, and unknown with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from cluster_facts import M1, M2, M3, healthy, key, snapshot

from dcos_upgrade import catalog
from dcos_upgrade.core.expression import Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.knowing import KnownFacts
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import cloud_template, marathon_apps, mesos_state, security_mode, user_configuration
from dcos_upgrade.probes.cloud_template import CloudTemplate
from dcos_upgrade.probes.marathon_apps import MarathonApps
from dcos_upgrade.probes.mesos_state import MesosState
from dcos_upgrade.probes.security_mode import Security, SecurityMode
from dcos_upgrade.probes.user_configuration import UserConfiguration

MASTERS = (M1, M2, M3)
SILENT = "no answer within 15 s"


def reading(fact: str, values: Mapping[Any, object] = {}, unknown: Mapping[Any, str] = {}) -> Any:
    situation = Situation(
        source=Version.parse("1.9.9"),
        target=Version.parse("1.10.7"),
        wanted=Version.parse("1.10.7"),
        on=date(2018, 7, 10),
        catalog=catalog.own(),
        snapshot=snapshot(healthy() | dict(values), unknown=dict(unknown)),
    )
    return KnownFacts(situation).reading(fact)


def of_app(fact: str, definition: Mapping[str, Any]) -> Any:
    """What the fact says of an app as its Marathon would answer it."""
    apps = msgspec.convert({"apps": [{"id": "/x", "instances": 1, **definition}]}, MarathonApps, strict=False)
    return reading(fact, {key(marathon_apps.PROBE, master): apps for master in MASTERS})["/x"]


LB = {"labels": {"DCOS_PACKAGE_NAME": "marathon-lb", "DCOS_PACKAGE_VERSION": "1.12.3-1", "OTHER": "x"}}
UCR = {"container": {"type": "MESOS", "docker": {"image": "nginx"}}}
APPS: list[tuple[str, dict[str, Any], object]] = [
    ("app.empty-constraint", {"constraints": [["hostname", "UNIQUE", ""]]}, True),
    ("app.empty-constraint", {"constraints": [["hostname", "unique", ""]]}, True),
    ("app.empty-constraint", {"constraints": [["hostname", "UNIQUE"]]}, False),
    ("app.empty-constraint", {"constraints": [["rack", "CLUSTER", ""]]}, False),
    ("app.empty-constraint", {}, False),
    ("app.package", LB, "marathon-lb"),
    ("app.package", {"labels": {"team": "blue"}}, ""),
    ("app.package-version", LB, Version.parse("1.12.3")),
    ("app.package-version", {"labels": {"DCOS_PACKAGE_VERSION": "stub-universe"}}, Unknown("Marathon does not say it")),
    ("app.package-version", {}, Unknown("Marathon does not say it")),
    ("app.vip", {"portDefinitions": [{"port": 80, "labels": {"VIP_0": "/x:80"}}]}, True),
    ("app.vip", {"container": {"docker": {"image": "i", "portMappings": [{"labels": {"VIP_1": "/x:80"}}]}}}, True),
    ("app.vip", {"container": {"portMappings": [{"labels": {"VIP_0": "/x:80"}}]}}, True),
    ("app.vip", {"portDefinitions": [{"port": 80, "labels": {"color": "blue"}}, {"port": 81}]}, False),
    ("app.old-network-form", {"ipAddress": {"networkName": "dcos"}}, True),
    ("app.old-network-form", {"container": {"docker": {"image": "i", "network": "BRIDGE"}}}, True),
    ("app.old-network-form", {"networks": [{"mode": "container/bridge"}], "ipAddress": None}, False),
    ("app.unnamed-network", {"ipAddress": {}}, True),
    ("app.unnamed-network", {"ipAddress": {"networkName": "dcos"}}, False),
    ("app.unnamed-network", {"networks": [{"mode": "container"}]}, True),
    ("app.unnamed-network", {"networks": [{"mode": "host"}]}, False),
    ("app.container-network", {"networks": [{"mode": "container", "name": "dcos"}]}, True),
    ("app.container-network", {"networks": [{"mode": "container/bridge"}]}, False),
    ("app.image-user", UCR, True),
    ("app.image-user", {**UCR, "user": "web"}, False),
    ("app.image-user", {"container": {"type": "DOCKER", "docker": {"image": "nginx"}}}, False),
    ("app.image-user", {"container": {"type": "MESOS"}}, False),
    ("app.secrets", {"secrets": {"s": {"source": "db/password"}}}, True),
    ("app.secrets", {"secrets": {}}, False),
]


@pytest.mark.parametrize(("fact", "definition", "value"), APPS)
def test_a_definition_says(fact: str, definition: dict[str, Any], value: object):
    assert of_app(fact, definition) == value


@pytest.mark.parametrize("fact", list(dict.fromkeys(row[0] for row in APPS)))
def test_apps_that_were_not_captured_are_unknown(fact: str):
    found = reading(fact, unknown={key(marathon_apps.PROBE, master): SILENT for master in MASTERS})

    assert found == Unknown(SILENT)


FRAMEWORK = {"id": "F", "tasks": [], "name": "kafka"}


@pytest.mark.parametrize(
    ("fact", "said", "value"),
    [
        ("framework.checkpoints", {"checkpoint": False}, False),
        ("framework.checkpoints", {}, Unknown("Mesos does not say it")),
        ("framework.failover-timeout", {"failover_timeout": 604800.0}, 604800.0),
        ("framework.failover-timeout", {}, Unknown("Mesos does not say it")),
        (
            "framework.tasks",
            {"tasks": [{"id": "t", "state": "TASK_RUNNING"}, {"id": "u", "state": "TASK_STAGING"}]},
            1.0,
        ),
    ],
)
def test_a_framework_says(fact: str, said: dict[str, Any], value: object):
    state = msgspec.convert(
        {"id": "M", "version": "1.2.3", "slaves": [], "frameworks": [FRAMEWORK | said]}, MesosState, strict=False
    )

    assert reading(fact, {key(mesos_state.PROBE): state})["F"] == value


def test_frameworks_that_were_not_captured_are_unknown():
    assert reading("framework.checkpoints", unknown={key(mesos_state.PROBE): SILENT}) == Unknown(SILENT)


def configuration(**keys: str) -> dict[Any, object]:
    return {key(user_configuration.PROBE, master): UserConfiguration(keys=keys) for master in MASTERS}


@pytest.mark.parametrize(
    ("fact", "keys", "value"),
    [
        ("config.keys", {"rexray_config": "{}", "dns_search": ""}, frozenset({"rexray_config"})),
        ("config.ipv6", {"enable_ipv6": "False"}, "false"),
        ("config.ipv6", {}, "unset"),
        ("config.forward-zones", {"dns_forward_zones": '[["a.example", [["10.0.0.1", 53]]]]'}, "lists"),
        ("config.forward-zones", {"dns_forward_zones": '[{"a.example": ["10.0.0.1"]}]'}, "objects"),
        ("config.forward-zones", {"dns_forward_zones": "[]"}, "unset"),
        ("config.forward-zones", {}, "unset"),
    ],
)
def test_the_configuration_says(fact: str, keys: dict[str, str], value: object):
    assert reading(fact, configuration(**keys)) == value


@pytest.mark.parametrize(("fact", "text"), [("config.ipv6", "maybe"), ("config.forward-zones", "a.example")])
def test_a_value_that_makes_no_sense_is_unknown(fact: str, text: str):
    found = reading(fact, configuration(enable_ipv6=text, dns_forward_zones=text))

    assert isinstance(found, Unknown)


def test_masters_with_different_configurations_say_nothing():
    values = configuration(enable_ipv6="false") | {key(user_configuration.PROBE, M2): UserConfiguration(keys={})}

    assert reading("config.ipv6", values) == Unknown("the masters do not say the same")


@pytest.mark.parametrize("fact", ["config.keys", "config.ipv6", "config.forward-zones"])
def test_a_configuration_that_one_master_does_not_give_is_unknown(fact: str):
    values = {key(user_configuration.PROBE, master): UserConfiguration(keys={}) for master in (M1, M3)}

    assert reading(fact, values, {key(user_configuration.PROBE, M2): SILENT}) == Unknown(SILENT)


@pytest.mark.parametrize(
    ("fact", "probe", "said", "value"),
    [
        ("security.mode", security_mode, Security(mode=SecurityMode.STRICT, variant="enterprise"), "strict"),
        ("security.mode", security_mode, Security(variant="open"), "none"),
        ("cluster.cloud-template", cloud_template, CloudTemplate(signs=("/opt/mesosphere/etc/cfn",)), True),
        ("cluster.cloud-template", cloud_template, CloudTemplate(signs=()), False),
    ],
)
def test_the_masters_say(fact: str, probe: Any, said: object, value: object):
    assert reading(fact, {key(probe.PROBE, master): said for master in MASTERS}) == value
