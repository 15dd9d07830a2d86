"""How big a lab is, where its addresses lie, and the cluster file that describes it to the rest of the product."""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import Refused, Usage
from dcos_upgrade.lab.contract import LabSpec, Mishap
from dcos_upgrade.lab.nodes.bastion import BASTION_HOST, Entrance
from dcos_upgrade.lab.nodes.components import releases
from dcos_upgrade.lab.world.service_apps import MOST

NAME = "lab"
SIZE = re.compile(r"^(\d{1,2})\+(\d{1,3})\+(\d{1,2})$")
ZONE = re.compile(r"^(127\.(?:\d{1,3})\.(?:\d{1,3}))\.0/24$")
FIRST_HOST = {Role.MASTER: 11, Role.PRIVATE_AGENT: 21, Role.PUBLIC_AGENT: 201}
LETTER = {Role.MASTER: "m", Role.PRIVATE_AGENT: "a", Role.PUBLIC_AGENT: "p"}
LARGEST = {Role.MASTER: 9, Role.PRIVATE_AGENT: 180, Role.PUBLIC_AGENT: 50}
BOOTSTRAP_HOST = 2
SSH_PORT = 2222
PROBED_PORTS = (SSH_PORT, 5050, 8181)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many nodes of each role; masters are an odd number."""

    masters: int
    private_agents: int
    public_agents: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """``3+2+1``; raises Usage."""
        match = SIZE.match(text)
        if match is None:
            raise Usage(f"{text!r} is not a size", next_command="dcos-upgrade lab up --size 3+2+1")
        masters, private, public = (int(part) for part in match.groups())
        if masters % 2 == 0 or masters > LARGEST[Role.MASTER] or private > LARGEST[Role.PRIVATE_AGENT]:
            raise Usage(
                f"a lab of {text} cannot be built", evidence="masters: 1, 3, 5, 7 or 9; private agents: at most 180"
            )
        if public > LARGEST[Role.PUBLIC_AGENT]:
            raise Usage(f"a lab of {text} cannot be built", evidence="public agents: at most 50")
        return cls(masters=masters, private_agents=private, public_agents=public)


def inventory(size: Size, zone: str) -> Inventory:
    """m1…, a1…, p1…, in two racks by turns."""
    counts = {
        Role.MASTER: size.masters,
        Role.PRIVATE_AGENT: size.private_agents,
        Role.PUBLIC_AGENT: size.public_agents,
    }
    nodes = (_node(role, number, zone) for role, count in counts.items() for number in range(count))
    return Inventory(cluster=NAME, nodes=tuple(nodes))


def _node(role: Role, number: int, zone: str) -> Node:
    return Node(
        id=NodeId(f"{LETTER[role]}{number + 1}"),
        address=f"{zone}.{FIRST_HOST[role] + number}",
        role=role,
        rack=f"rack-{number % 2 + 1}",
    )


def require_release(release: str) -> None:
    """Raises Usage for a release that the lab cannot install."""
    if release not in releases():
        raise Usage(f"the lab cannot install DC/OS {release!r}", next_command="dcos-upgrade catalog list")


def real_mesos(directory: Path | None) -> Path | None:
    """Where Mesos itself is run from, if it is. Raises Usage without a program ``node`` there, Refused without root."""
    if directory is None:
        return None
    found = directory.resolve()
    if not os.access(found / "node", os.X_OK):
        raise Usage(f"{directory} has no program 'node' that runs Mesos", evidence="see lab up --help")
    if os.geteuid() != 0:
        raise Refused("a lab with Mesos itself needs root", where=str(directory))
    return found


def require_service_marathons(count: int, mesos: Path | None) -> None:
    """Raises Usage for more than there are kinds of, or for any beside Mesos itself, which would not know them."""
    if not 0 <= count <= MOST:
        raise Usage(f"{count} service Marathons cannot be built", evidence=f"from 0 to {MOST}")
    if count and mesos is not None:
        raise Usage("service Marathons are frameworks of the lab's own Mesos", evidence="leave out --mesos")


def require_factor(factor: float) -> None:
    if not 0.001 <= factor <= 10.0:
        raise Usage(f"{factor} is not a time factor", evidence="from 0.001 to 10; 1 is real time")


def find_zone(wanted: str | None, *, seed: int | None = None) -> str:
    """The first three numbers of a loopback /24 on which nobody listens. Raises Usage or Refused."""
    if wanted is not None:
        match = ZONE.match(wanted)
        if match is None:
            raise Usage(f"{wanted!r} is not a zone", next_command="dcos-upgrade lab up --zone 127.20.30.0/24")
        if not _free(match.group(1)):
            raise Refused("somebody listens in this zone already", where=wanted)
        return match.group(1)
    for zone in _zones(seed):
        if _free(zone):
            return zone
    raise Refused("no free loopback zone was found", evidence="200 were tried")


def _zones(seed: int | None) -> Iterator[str]:
    dice = random.Random(seed)
    for _ in range(200):
        yield f"127.{dice.randint(10, 250)}.{dice.randint(1, 250)}"


def cluster_id(zone: str) -> str:
    """Of two labs that are up at once each has its own, as clusters do."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, zone))


def _free(zone: str) -> bool:
    hosts = (*FIRST_HOST.values(), BOOTSTRAP_HOST, BASTION_HOST)
    return all(_bindable(f"{zone}.{host}", port) for host in hosts for port in PROBED_PORTS)


def _bindable(address: str, port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


WAYS = ("root", "site")
"""How the cluster file reaches the nodes: as root, or as sites have it."""


def require_way(ssh: str) -> None:
    if ssh not in WAYS:
        raise Usage(f"{ssh!r} is no way to reach nodes", evidence=f"one of {', '.join(WAYS)}")


SERVICES = ("open", "inside", "strict")
"""Who reaches the nodes' ports: everybody, the nodes themselves, or whoever has logged in."""


OPEN: Mapping[str, Any] = {}
"""What a cluster file says of services that everybody reaches."""


def require_services(services: str, mesos: Path | None) -> None:
    if services not in SERVICES:
        raise Usage(f"{services!r} is no way to have services", evidence=f"one of {', '.join(SERVICES)}")
    if services != "open" and mesos is not None:
        raise Usage("Mesos itself listens openly", evidence="leave out --mesos or --services")


def as_root(identity: Path, known_hosts: Path) -> dict[str, Any]:
    """The ``ssh`` part where every node is reached directly and nothing asks."""
    return {"user": "root", "port": SSH_PORT, "identity": str(identity), "known_hosts": str(known_hosts), "sudo": True}


def as_site(identity: Path, entrance: Entrance) -> dict[str, Any]:
    """The ``ssh`` part with a bastion, a user whose sudo asks, and host keys that only an authority makes known."""
    return {
        "user": "core",
        "port": SSH_PORT,
        "identity": str(identity),
        "known_hosts": str(entrance.authorities),
        "sudo": {"password": f"file:{entrance.sudo_password}"},
        "bastions": [{"host": entrance.host, "port": entrance.port, "user": entrance.user}],
    }


def site_mishaps(whole: Inventory) -> Iterator[tuple[NodeId, Mishap]]:
    """What a site's nodes do all the time: every sudo asks, every login is noisy, and two nodes are stranger than the others."""
    for node in whole.nodes:
        yield node.id, Mishap.SUDO_ASKS
        yield node.id, Mishap.LOGIN_NOISY
    yield whole.masters[0].id, Mishap.SUDO_WANTS_TERMINAL
    yield whole.nodes[-1].id, Mishap.LOGIN_SHELL_ODD


def cluster_file(spec: LabSpec, *, ssh: dict[str, Any], script_url: str, access: Mapping[str, Any] = OPEN) -> str:
    """The lab as ``cluster.yaml``; ``access`` is what it says of ``endpoints`` and ``credentials``."""
    document = {
        "name": spec.inventory.cluster,
        "release": spec.release,
        "cluster_id": spec.cluster_id,
        "masters": _listed(spec.inventory, Role.MASTER),
        "private_agents": _listed(spec.inventory, Role.PRIVATE_AGENT),
        "public_agents": _listed(spec.inventory, Role.PUBLIC_AGENT),
        "ssh": ssh,
        **access,
        "bootstrap": {"script_url": script_url},
        "policy": pacing(spec.time_factor),
    }
    return yaml.safe_dump(document, sort_keys=False)


def _listed(whole: Inventory, role: Role) -> list[dict[str, Any]]:
    return [{"id": str(node.id), "address": node.address, "rack": node.rack} for node in whole.of(role)]


def pacing(factor: float) -> dict[str, float | int]:
    """How a run is paced against a lab of this time factor; looks are further apart than Exhibitor's cycle."""
    return {
        "look_interval": round(max(0.2, 35.0 * factor), 3),
        "looks": 3,
        "admission_age": 60.0,
        "master_soak": round(max(0.5, 25.0 * factor), 3),
        "agent_soak": round(max(0.5, 25.0 * factor), 3),
        "step_timeout": max(120.0, 2700.0 * factor),
        "gate_timeout": max(60.0, 1800.0 * factor),
        "request_timeout": max(3.0, 15.0 * factor),
        "connect_timeout": 3.0,
        "poll_interval": round(max(0.2, 5.0 * factor), 3),
    }
