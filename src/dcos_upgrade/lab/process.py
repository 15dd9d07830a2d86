"""The lab as a process of its own: nodes, world, faces and the control channel, until it is told to stop.

``python -m dcos_upgrade.lab.process --state DIR …``; `control` starts it and talks to it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from dcos_upgrade.core.error import Broken, DcosUpgradeError, Refused
from dcos_upgrade.lab import layout
from dcos_upgrade.lab.channel import FAILED, LIMIT, MESOS, SOCKET, from_error, lab_directory, short_path
from dcos_upgrade.lab.contract import LabSpec
from dcos_upgrade.lab.fault import FaultBoard, Stage, known_faults
from dcos_upgrade.lab.nodes.start import LabNodes, start_nodes
from dcos_upgrade.lab.status import describe
from dcos_upgrade.lab.strict_cluster import strict_cluster
from dcos_upgrade.lab.wire.real_mesos import RealMesos
from dcos_upgrade.lab.wire.server import Faces
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.world import World

log = logging.getLogger("dcos_upgrade.lab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the process is started with; ``zone`` as 127.a.b.0/24 or None for a free one."""

    state: Path
    size: str = "3+2+1"
    release: str = "1.9.4"
    zone: str | None = None
    time_factor: float = 0.02
    seed: int = 0
    service_marathons: int = 0
    mesos: Path | None = None
    ssh: str = "root"
    services: str = "open"

    def spec(self) -> LabSpec:
        """Raises Usage for a size, zone, release or factor that cannot be built."""
        layout.require_release(self.release)
        layout.require_factor(self.time_factor)
        layout.require_way(self.ssh)
        layout.require_services(self.services, self.mesos)
        layout.require_service_marathons(self.service_marathons, self.mesos)
        zone = layout.find_zone(self.zone)
        return LabSpec(
            inventory=layout.inventory(layout.Size.parse(self.size), zone),
            zone=zone,
            release=self.release,
            root=lab_directory(self.state) / "nodes",
            bootstrap_address=f"{zone}.{layout.BOOTSTRAP_HOST}",
            ssh_port=layout.SSH_PORT,
            time_factor=self.time_factor,
            seed=self.seed,
            cluster_id=layout.cluster_id(zone),
            service_marathons=self.service_marathons,
            mesos=layout.real_mesos(self.mesos),
            ssh=self.ssh,
            services=self.services,
        )


class Lab:
    """One running lab. ``stopping`` is set by a signal or by the control channel."""

    def __init__(self, spec: LabSpec, directory: Path) -> None:
        self.spec = spec
        self.directory = directory
        self.stopping = asyncio.Event()
        self.world = World(spec, time.time)
        self.services = WorldServices(self.world)
        self.real = RealMesos(self.world, spec.mesos, directory / MESOS) if spec.mesos else None
        self.faces = Faces(self.world, self.real)
        self.services.moved = self.faces.wake
        self._answers: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "status": self._status,
            "stop": self._stop,
            "fault-set": self._fault_set,
            "fault-clear": self._fault_clear,
            "fault-list": self._fault_list,
        }

    async def run(self) -> None:
        """From nothing to nothing: whatever happens, no child and no listener is left."""
        nodes = await start_nodes(self.spec, self.services)
        try:
            self.faces.inside = nodes.inside
            strict = self.spec.services == "strict"
            await self._open(nodes, strict_cluster(self.world, self.faces, self.directory) if strict else {})
            async with asyncio.TaskGroup() as group:
                moving = group.create_task(self.faces.run())
                server = await self._listen()
                log.info("the lab is up in %s.0/24", self.spec.zone)
                await self.stopping.wait()
                server.close()
                moving.cancel()
        finally:
            await self.faces.close()
            if self.real is not None:
                await self.real.stop()
            await nodes.stop()

    async def _open(self, nodes: LabNodes, access: dict[str, Any]) -> None:
        self.world.settle()
        self._board = FaultBoard(stage=Stage(world=self.world, nodes=nodes))
        path = self.directory / "cluster.yaml"
        identity = nodes.ssh(self.spec.inventory.nodes[0].id)[3]
        ssh = layout.as_root(identity, nodes.known_hosts)
        if self.spec.ssh == "site":
            ssh = layout.as_site(identity, nodes.entrance)
            for node, mishap in layout.site_mishaps(self.spec.inventory):
                await nodes.plant(node, mishap)
        path.write_text(layout.cluster_file(self.spec, ssh=ssh, script_url=nodes.script_url_template, access=access))
        described = describe(self.spec, nodes, path, nodes.entrance, os.getpid())
        self._described = replace(described, stand_ins=self.real.builds.stand_ins() if self.real else {})
        await self.faces.step()
        if self.real is not None:
            await self.real.ready()

    async def _listen(self) -> asyncio.Server:
        _remove_socket(self.directory)
        with short_path(self.directory) as path:
            return await asyncio.start_unix_server(self._converse, path, limit=LIMIT)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            reply = await self._reply(await reader.readline())
            writer.write(json.dumps(reply).encode() + b"\n")
            await writer.drain()
        writer.close()

    async def _reply(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
            self.world.advance()
            return {"answer": await self._answers[request["do"]](request)}
        except DcosUpgradeError as error:
            return {"error": from_error(error)}
        except Exception as error:  # a broken request must not end the lab
            log.exception("a control request failed")
            return {
                "error": from_error(Broken("the lab could not do that", evidence=f"{type(error).__name__}: {error}"))
            }

    async def _status(self, request: dict[str, Any]) -> Any:
        return msgspec.to_builtins(self._described)

    async def _stop(self, request: dict[str, Any]) -> Any:
        self.stopping.set()
        return {"pid": os.getpid()}

    async def _fault_set(self, request: dict[str, Any]) -> Any:
        await self._board.set(request["name"], request.get("node"))
        self.faces.wake()
        return await self._fault_list(request)

    async def _fault_clear(self, request: dict[str, Any]) -> Any:
        await self._board.clear(request.get("name"), request.get("node"))
        self.faces.wake()
        return await self._fault_list(request)

    async def _fault_list(self, request: dict[str, Any]) -> Any:
        faults = [{"name": one.name, "node": one.node, "since": _moment(one.since)} for one in self._board.active]
        return {"faults": faults, "available": available()}


def available() -> list[dict[str, Any]]:
    """Every known fault; ``needs_node`` is "master", "agent", "any" or null."""
    return [
        {"name": fault.id, "title": fault.title, "needs_node": None if fault.target == "none" else fault.target.value}
        for fault in known_faults().values()
    ]


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


async def serve(options: Options) -> None:
    directory = lab_directory(options.state)
    lab = Lab(options.spec(), directory)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lab.stopping.set)
    try:
        await lab.run()
    finally:
        _remove_socket(directory)


def _remove_socket(directory: Path) -> None:
    (directory / SOCKET).unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    directory = lab_directory(options.state)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / FAILED).unlink(missing_ok=True)
    for disks in ("nodes", MESOS):
        shutil.rmtree(directory / disks, ignore_errors=True)  # an earlier lab's are not this one's
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("asyncssh").setLevel(logging.WARNING)
    try:
        asyncio.run(serve(options))
    except DcosUpgradeError as error:
        (directory / FAILED).write_text(json.dumps(from_error(error)))
        log.error("%s %s", error.what, error.evidence)
        return int(error.exit_code)
    except OSError as error:
        (directory / FAILED).write_text(json.dumps(from_error(Refused("the lab cannot start", evidence=str(error)))))
        log.exception("the lab cannot start")
        return 1
    return 0


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m dcos_upgrade.lab.process")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--size", default="3+2+1")
    parser.add_argument("--release", default="1.9.4")
    parser.add_argument("--zone")
    parser.add_argument("--time-factor", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--service-marathons", type=int, default=0)
    parser.add_argument("--mesos", type=Path)
    parser.add_argument("--ssh", default="root")
    parser.add_argument("--services", default="open")
    return Options(**vars(parser.parse_args(arguments)))


if __name__ == "__main__":
    sys.exit(main())
