"""A node that is this machine: step.sh run by a real shell under a temporary prefix, and a server for its script."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from dcos_upgrade.adapters.nodes import StepNodes
from dcos_upgrade.adapters.ssh import Output
from dcos_upgrade.core.cluster import Inventory, Node, NodeId, Role
from dcos_upgrade.core.step import StepLook, StepOrder

NODE = Node(id=NodeId("m1"), address="10.0.0.1", role=Role.MASTER)
INVENTORY = Inventory(cluster="here", nodes=(NODE,))
PATIENCE = 20


@dataclass
class LocalNode:
    """Implements nodes.Sessions. Set ``noise`` for what a login prints, ``grace`` for the seconds that begun may lack a pid."""

    root: Path
    shell: str = "sh"
    noise: bytes = b""
    grace: int = 10
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.mesosphere / "etc").mkdir(parents=True)
        (self.mesosphere / "packages" / "mesos--old").mkdir(parents=True)
        (self.mesosphere / "active").mkdir()
        (self.mesosphere / "active" / "mesos").symlink_to("../packages/mesos--old")
        (self.mesosphere / "etc" / "dcos-version.json").write_text('{"version": "1.9.4", "dcos-variant": "open"}\n')

    @property
    def mesosphere(self) -> Path:
        return self.root / "mesosphere"

    @property
    def state(self) -> Path:
        return self.root / "dcos-upgrade"

    @property
    def nodes(self) -> StepNodes:
        return StepNodes(self, INVENTORY)

    def of(self, target: str) -> Path:
        return self.state / "target" / target

    @property
    def places(self) -> dict[str, str]:
        """The environment that moves the script's places below the temporary prefix."""
        return {
            "DCOS_UPGRADE_ROOT": str(self.state),
            "MESOSPHERE_ROOT": str(self.mesosphere),
            "DCOS_UPGRADE_GRACE": str(self.grace),
        }

    async def run(self, node: Node, script: bytes, *arguments: str, seconds: float) -> Output:
        process = await asyncio.create_subprocess_exec(
            *(self.shell, "-s", "--", *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            env={"PATH": "/usr/bin:/bin", **self.places},
        )
        self.processes.append(process)
        async with asyncio.timeout(seconds):
            stdout, stderr = await process.communicate(script)
        return Output(stdout=self.noise + stdout, stderr=stderr)

    async def look_until(self, target: str, holds: str) -> StepLook:
        """Look again and again until the look's attribute ``holds`` is not None."""
        async with asyncio.timeout(PATIENCE):
            while True:
                look = await self.nodes.observe_step(NODE, target)
                if getattr(look, holds) is not None:
                    return look
                await asyncio.sleep(0.05)


@dataclass
class ScriptServer:
    """Serves the files of a directory over HTTP on a free port."""

    directory: Path

    def __post_init__(self) -> None:
        handler = partial(_Silent, directory=str(self.directory))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def order(self, script: str, *, attempt: int = 1, run: str = "run-1", sha256: str | None = None) -> StepOrder:
        """An order to run this script; its text is served from now on."""
        (self.directory / "script.sh").write_text(script)
        return StepOrder(
            node=NODE.id,
            run=run,
            epoch=1,
            attempt=attempt,
            source="1.9.4",
            target="1.9.9",
            script_url=f"http://127.0.0.1:{self._server.server_port}/script.sh",
            script_sha256=sha256 or hashlib.sha256(script.encode()).hexdigest(),
        )


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return
