"""Constraints, room, ports, and how a service Marathon is told by its image and its command line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dcos_upgrade.core.cluster import Node, NodeId, Role
from dcos_upgrade.lab.world.apps import App
from dcos_upgrade.lab.world.offers import Ports, holds
from dcos_upgrade.lab.world.service_apps import is_marathon, service_apps, settings_of, version_of

ONE = Node(id=NodeId("a1"), address="10.0.2.1", role=Role.PRIVATE_AGENT, rack="r1")
TWO = Node(id=NodeId("a2"), address="10.0.2.2", role=Role.PRIVATE_AGENT, rack="r2")
THREE = Node(id=NodeId("a3"), address="10.0.2.3", role=Role.PRIVATE_AGENT, rack="r1")
BARE = Node(id=NodeId("a4"), address="10.0.2.4", role=Role.PRIVATE_AGENT)
PUBLIC = replace(ONE, role=Role.PUBLIC_AGENT)


@pytest.mark.parametrize(
    ("constraint", "node", "others", "expected"),
    [
        (["hostname", "LIKE", r"10\.0\.2\.1"], ONE, [], True),
        (["hostname", "LIKE", r"10\.0\.2"], ONE, [], False),
        (["hostname", "like", r".*"], ONE, [], True),
        (["rack", "UNLIKE", "r1"], ONE, [], False),
        (["rack", "UNLIKE", "r1"], BARE, [], True),
        (["rack", "LIKE", "r.*"], BARE, [], False),
        (["rack", "IS", "r2"], TWO, [], True),
        (["hostname", "UNIQUE"], ONE, [TWO], True),
        (["hostname", "UNIQUE"], ONE, [ONE], False),
        (["rack", "UNIQUE"], THREE, [ONE], False),
        (["hostname", "CLUSTER", "10.0.2.2"], TWO, [], True),
        (["hostname", "CLUSTER", "10.0.2.2"], ONE, [], False),
        (["rack", "CLUSTER"], THREE, [ONE], True),
        (["rack", "CLUSTER"], TWO, [ONE], False),
        (["rack", "MAX_PER", "1"], THREE, [ONE], False),
        (["rack", "MAX_PER", "2"], THREE, [ONE], True),
        (["rack", "GROUP_BY"], ONE, [], True),
        (["rack", "GROUP_BY"], TWO, [ONE], True),
        (["rack", "GROUP_BY"], THREE, [ONE, TWO, TWO], True),
        (["rack", "GROUP_BY"], TWO, [ONE, TWO, TWO], False),
    ],
)
def test_a_constraint_holds_or_not(constraint: list[str], node: Node, others: list[Node], expected: bool) -> None:
    assert holds(constraint, node, others) is expected


def test_an_app_fits_agents_of_the_roles_that_it_accepts() -> None:
    anywhere = App(id="/a", instances=1, definition={"acceptedResourceRoles": ["*", "slave_public"]})
    private, public = (
        App(id="/a", instances=1, definition={}),
        App(id="/a", instances=1, definition={"acceptedResourceRoles": ["slave_public"]}),
    )

    assert [app.fits(ONE) for app in (anywhere, private, public)] == [True, True, False]
    assert [app.fits(PUBLIC) for app in (anywhere, private, public)] == [True, False, True]


def test_ports_are_any_free_ones_or_just_those_that_are_wanted() -> None:
    ports = Ports()

    assert ports.pick((0, 0), ()) == (1025, 1026)
    assert ports.pick((10068, 0), (1027,)) == (10068, 1028)
    assert ports.pick((10068,), (10068,)) is None
    assert ports.pick((5051,), ()) is None
    assert ports.pick((), ()) == ()


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        ({"cmd": "exec server --port $PORT0"}, True),
        ({"cmd": "exec server --port ${PORT_HTTP}", "portDefinitions": [{"port": 0}]}, True),
        ({"cmd": "exec server --port 9000", "portDefinitions": [{"port": 9000}], "requirePorts": True}, True),
        ({"cmd": "exec server --port 9000", "portDefinitions": [{"port": 9000}]}, False),
        ({"cmd": "while [ true ] ; do sleep 5 ; done", "portDefinitions": [{"port": 10068}]}, False),
        ({"cmd": "exec server --port $PORT0", "portDefinitions": []}, False),
        ({"container": {"docker": {"image": "nginx", "portMappings": [{"containerPort": 80, "hostPort": 0}]}}}, True),
    ],
)
def test_a_task_listens_when_its_command_knows_a_port_or_the_image_does(
    definition: dict[str, object], expected: bool
) -> None:
    assert App(id="/a", instances=1, definition=definition).listens is expected


@pytest.mark.parametrize(
    ("image", "version"),
    [
        ("mesosphere/marathon:v1.5.2", "1.5.2"),
        ("registry.example:5000/mesosphere/marathon:1.6.352", "1.6.352"),
        ("mesosphere/marathon-dcos-ee:v1.5.11_1.10.2", "1.5.11"),
    ],
)
def test_a_marathon_is_known_by_its_image_and_its_version_by_the_tag(image: str, version: str) -> None:
    assert is_marathon(image)
    assert version_of(image) == version


@pytest.mark.parametrize("image", [None, "nginx", "mesosphere/marathon-lb:v1.12.2", "acme/not-marathon:v1.5.2"])
def test_other_images_are_no_marathon(image: str | None) -> None:
    assert not is_marathon(image)


def test_a_service_marathon_is_what_its_command_line_says() -> None:
    settings = settings_of(
        "PORT=1 ./bin/start --zk=zk://a:2181/x --framework_name mine --http_port $PORT1 --failover_timeout 60"
    )

    assert (settings.framework_name, settings.zk, settings.http_port) == ("mine", "zk://a:2181/x", "$PORT1")
    assert settings.failover_timeout == 60.0
    assert settings_of("an 'open quote").framework_name == "marathon"


def test_no_service_marathon_is_there_unless_it_is_asked_for() -> None:
    assert service_apps(0, "1.5.8") == ()
    assert [version_of(app.image) for app in service_apps(2, "1.5.8")] == ["1.5.8", "1.5.8"]
