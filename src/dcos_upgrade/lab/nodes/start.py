"""The lab's nodes as a whole: made, switched on and off, torn down without a trace in the process table."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import asyncssh

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.core.error import Refused
from dcos_upgrade.lab.contract import BootstrapMishap, LabSpec, Mishap, Services
from dcos_upgrade.lab.inside import Inside
from dcos_upgrade.lab.nodes import mishaps, tree
from dcos_upgrade.lab.nodes.bastion import BASTION_HOST, Bastion
from dcos_upgrade.lab.nodes.below import below
from dcos_upgrade.lab.nodes.bootstrap import Bootstrap
from dcos_upgrade.lab.nodes.files import TreeFiles
from dcos_upgrade.lab.nodes.keys import Keys, make_keys
from dcos_upgrade.lab.nodes.namespace import Namespace, kind, require_namespaces
from dcos_upgrade.lab.nodes.server import NodeServer
from dcos_upgrade.lab.nodes.site import Site
from dcos_upgrade.lab.nodes.world_socket import WorldSocket

USER = "root"
PHASES = ("fetch", "build", "staged", "stop", "archive", "move", "start")
"""Where pkgpanda can be made to wait: before each download; while .new is built; before the swap; before units are stopped;
with every live name archived; half-way through moving the new ones in; before the target is started."""

_STARTED_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One node's parts."""

    node: Node
    files: TreeFiles
    namespace: Namespace
    socket: WorldSocket
    server: NodeServer

    async def start(self) -> None:
        await self.socket.start()
        await self.namespace.start()
        await self.server.plug()

    async def stop(self) -> None:
        await self.server.unplug()
        await self.namespace.stop()
        await self.socket.stop()


class LabNodes:
    """Implements contract.LabNodes and contract.NodeMishaps. Made by `start_nodes`.

    ``namespaces`` says whose the nodes' namespaces are: "root" or "user".
    """

    def __init__(self, spec: LabSpec, keys: Keys, bootstrap: Bootstrap, machines: Iterable[Machine]) -> None:
        self._spec = spec
        self._keys = keys
        self._machines = {machine.node.id: machine for machine in machines}
        self.bootstrap = bootstrap
        self.inside = Inside()
        self.namespaces: str = kind()
        self.known_hosts: Path = keys.known_hosts
        self._bastion = _bastion(spec, keys)
        self.entrance = self._bastion.entrance(spec.root, keys.authorities)
        self.script_url_template: str = bootstrap.url + "/upgrade/{from}-to-{to}/dcos_node_upgrade.sh"

    def files(self, node: NodeId) -> TreeFiles:
        return self._machines[node].files

    def ssh(self, node: NodeId) -> tuple[str, int, str, Path]:
        """(host, port, user, private key)."""
        server = self._machines[node].server
        return server.address, server.port, USER, self._keys.identity

    async def start(self) -> None:
        some = asyncio.Semaphore(_STARTED_AT_ONCE)

        async def started(machine: Machine) -> None:
            async with some:
                await machine.start()

        await _all(started(machine) for machine in self._machines.values())
        await self._bastion.start()

    async def stop(self) -> None:
        """No process, listener or mount of the lab is left; the trees stay on disk."""
        await self._bastion.stop()
        await _all(machine.stop() for machine in self._machines.values())
        await self.bootstrap.stop()

    async def power_off(self, node: NodeId) -> None:
        """Every process of the node dies at once; its disk stays as it is."""
        machine = self._machines[node]
        await machine.server.unplug()
        await machine.namespace.stop()

    async def power_on(self, node: NodeId) -> None:
        """A new boot id, empty /run and /tmp, and SSH again. What systemd then starts is the world's business."""
        machine = self._machines[node]
        if machine.namespace.running:
            return
        for volatile in ("run", "tmp"):
            _emptied(machine.files.tree / volatile)
        await machine.namespace.start()
        await machine.server.plug()

    async def unplug(self, node: NodeId) -> None:
        await self._machines[node].server.unplug()

    async def plug(self, node: NodeId) -> None:
        await self._machines[node].server.plug()

    def delay(self, node: NodeId, phase: str, seconds: float) -> None:
        """Make pkgpanda on the node wait in a phase (one of PHASES); 0 takes it back."""
        if phase not in PHASES:
            raise ValueError(f"{phase!r} is not one of {', '.join(PHASES)}")
        path = self._machines[node].namespace.own / "run" / f"delay.{phase}"
        path.write_text(f"{seconds:g}\n")

    async def change_host_key(self, node: NodeId) -> None:
        await self._machines[node].server.present(asyncssh.generate_private_key("ssh-ed25519"))

    async def restore_host_key(self, node: NodeId) -> None:
        await self._machines[node].server.present(self._keys.hosts[node])

    async def stop_bootstrap(self) -> None:
        await self.bootstrap.stop()

    async def start_bootstrap(self) -> None:
        await self.bootstrap.start()

    async def withhold_packages(self, pattern: str) -> None:
        self.bootstrap.withheld |= {pattern}

    async def release_packages(self) -> None:
        self.bootstrap.withheld = frozenset()

    async def plant(self, node: NodeId, mishap: Mishap) -> None:
        machine = self._machines[node]
        mishaps.plant(mishap, machine.node, machine.files.tree, machine.namespace.own)
        await machine.server.heed()

    async def lift(self, node: NodeId, mishap: Mishap) -> None:
        machine = self._machines[node]
        mishaps.lift(mishap, machine.node, machine.files.tree, machine.namespace.own)
        await machine.server.heed()

    async def spoil_bootstrap(self, mishap: BootstrapMishap) -> None:
        self.bootstrap.mishaps.add(mishap)

    async def mend_bootstrap(self, mishap: BootstrapMishap) -> None:
        self.bootstrap.mishaps.discard(mishap)


def _bastion(spec: LabSpec, keys: Keys) -> Bastion:
    address = f"{spec.zone}.{BASTION_HOST}"
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    return Bastion(
        address=address,
        port=spec.ssh_port,
        host_key=(host_key, keys.signed(host_key, address)),
        operator=keys.operator,
        nodes=frozenset(node.address for node in spec.inventory.nodes),
    )


async def start_nodes(spec: LabSpec, services: Services) -> LabNodes:
    """Raises Refused where this machine has no namespaces or a port is taken; nothing is left running then."""
    await require_namespaces()
    bootstrap = Bootstrap(spec=spec, latest=spec.release)
    await bootstrap.start()
    nodes: LabNodes | None = None
    try:
        nodes = await _made(bootstrap, services)
        await nodes.start()
    except BaseException as error:
        await (nodes or bootstrap).stop()
        if isinstance(error, OSError):
            raise Refused("the lab's nodes cannot be made", where=str(spec.root), evidence=str(error)) from error
        raise
    return nodes


async def _made(bootstrap: Bootstrap, services: Services) -> LabNodes:
    spec, site = bootstrap.spec, bootstrap.site
    inventory = spec.inventory
    keys = make_keys(spec.root, inventory.nodes, spec.ssh_port)
    shims = _shims(spec.root / "own" / "shims")
    await _all(asyncio.to_thread(tree.prepare, site, role) for role in {node.role for node in inventory.nodes})
    inside = Inside()
    machines = [_machine(site, node, keys, shims, services, inside) for node in inventory.nodes]
    for machine in machines:
        services.attach(machine.node.id, machine.files)
    nodes = LabNodes(spec, keys, bootstrap, machines)
    nodes.inside = inside
    return nodes


def _machine(site: Site, node: Node, keys: Keys, shims: Path, services: Services, inside: Inside) -> Machine:
    spec = site.spec
    own = spec.root / "own" / node.id
    (own / "run").mkdir(parents=True, exist_ok=True)
    (own / "run" / "address").write_text(node.address + "\n")
    layers = below(spec.release)
    (own / "run" / "os-release").write_text(layers.os_release)
    (own / "run" / "docker").write_text(layers.answers)
    files = TreeFiles(tree=tree.lay(site, node))
    namespace = Namespace(node=node.id, tree=files.tree, own=own, shims=shims)
    socket = WorldSocket(node=node.id, directory=own / "run", services=services)
    server = NodeServer(
        address=node.address,
        port=spec.ssh_port,
        host_key=keys.hosts[node.id],
        certificate=keys.signed(keys.hosts[node.id], node.address),
        operator=keys.operator,
        namespace=namespace,
        inside=inside,
    )
    return Machine(node=node, files=files, namespace=namespace, socket=socket, server=server)


def _shims(directory: Path) -> Path:
    """The programs that only nodes see, in front of the real ones."""
    directory.mkdir(parents=True, exist_ok=True)
    for shim in files("dcos_upgrade.lab").joinpath("files", "shims").iterdir():
        program = directory / shim.name.removesuffix(".sh")
        program.write_bytes(shim.read_bytes())
        program.chmod(0o755)
    return directory


def _emptied(directory: Path) -> None:
    for entry in directory.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """Everything is tried to its end; the first error is raised then."""
    results = await asyncio.gather(*work, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
