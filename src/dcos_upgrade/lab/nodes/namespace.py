"""A node's own namespaces: mounts, host name, process ids. Shells enter them; one kill ends everything inside.

As root the kernel is asked directly. Without root the same is done inside a user namespace, where the person is root only
of the node. Where neither works the lab refuses to start.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.core.error import Broken, Refused
from dcos_upgrade.lab.nodes.templates import text

_READY_WITHIN = 20.0
_UNSHARE = ("--mount", "--uts", "--pid", "--fork", "--kill-child", "--propagation", "private")
_AS_USER = ("--user", "--map-root-user")
ENVIRONMENT: Mapping[str, str] = {
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "LOGNAME": "root",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "SHELL": "/bin/bash",
    "USER": "root",
}


PROCESSORS = "".join(f"processor\t: {number}\nflags\t\t: fpu sse sse2 sse4_1 sse4_2\n\n" for number in range(4))
"""What a node's kernel says of its processors, whatever the machine under the lab has."""


@dataclass(slots=True, kw_only=True)
class Namespace:
    """One node's namespaces. ``own`` is the lab's directory for this node, never seen by its shells except ``own/run``."""

    node: NodeId
    tree: Path
    own: Path
    shims: Path
    _holder: asyncio.subprocess.Process | None = field(default=None, init=False)

    @property
    def running(self) -> bool:
        return self._holder is not None and self._holder.returncode is None

    async def start(self) -> None:
        """Power on: a fresh boot id, then the node's first process. Raises Broken with what the kernel said."""
        (self.own / "ns").mkdir(parents=True, exist_ok=True)
        (self.own / "run").mkdir(exist_ok=True)
        (self.own / "boot_id").write_text(f"{uuid.uuid4()}\n")
        (self.own / "cpuinfo").write_text(PROCESSORS)
        arguments = (str(self.tree), str(self.own), str(self.shims), self.node)
        command = ("unshare", *_as_user(), *_UNSHARE, "bash", "-c", text("namespace.sh"), "node", *arguments)
        self._holder = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(ENVIRONMENT), start_new_session=True
        )
        await self._ready(self._holder)

    async def stop(self) -> None:
        """Kill every process of the node, and with the last one its mounts."""
        if self._holder is None:
            return
        with contextlib.suppress(ProcessLookupError):
            # The holder does not listen to SIGTERM; its first child, and so the whole node, dies with it.
            self._holder.kill()
        await self._holder.wait()
        self._holder = None

    def entering(self, command: tuple[str, ...]) -> tuple[str, ...]:
        """The command line that runs ``command`` inside. Raises Broken when the node is off.

        Signals are as a machine's sshd hands them on: a lab that was started under nohup has nodes that hang up all the same.
        """
        if self._holder is None or not self.running:
            raise Broken(f"node {self.node} is switched off")
        spaces = f"/proc/{self._holder.pid}/ns"
        user = (f"--user={spaces}/user", "--preserve-credentials") if _as_user() else ()
        inside = (f"--mount={spaces}/mnt", f"--uts={spaces}/uts", f"--pid={spaces}/pid_for_children")
        return ("nsenter", *user, *inside, "--", "env", "--default-signal", "--chdir=/root", *command)

    async def _ready(self, holder: asyncio.subprocess.Process) -> None:
        assert holder.stdout is not None and holder.stderr is not None
        line = b""
        with contextlib.suppress(TimeoutError):
            line = await asyncio.wait_for(holder.stdout.readline(), _READY_WITHIN)
        if line.strip() == b"ready":
            return
        with contextlib.suppress(ProcessLookupError):
            holder.kill()
        said = (await holder.stderr.read()).decode(errors="replace").strip()
        raise Broken(f"node {self.node} did not come up", where=str(self.own), evidence=said)


def kind() -> str:
    """ "root" where the lab runs as root, "user" where the nodes live in user namespaces."""
    return "user" if _as_user() else "root"


async def require_namespaces() -> None:
    """Raises Refused where this machine gives neither root's namespaces nor a user's."""
    trial = "mount -t tmpfs tmpfs /tmp && mount -t proc proc /proc && mount --rbind /usr /usr"
    command = ("unshare", *_as_user(), *_UNSHARE, "bash", "-c", trial)
    try:
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
    except FileNotFoundError as error:
        raise _refused("unshare (Debian package util-linux) is not installed") from error
    _, said = await process.communicate()
    if process.returncode:
        raise _refused(said.decode(errors="replace").strip())


def _as_user() -> tuple[str, ...]:
    return () if os.geteuid() == 0 else _AS_USER


def _refused(evidence: str) -> Refused:
    return Refused(
        "the lab cannot make its nodes: this machine allows neither mount namespaces nor user namespaces",
        where="unshare",
        evidence=evidence,
        next_command="sudo dcos-upgrade lab up",
    )
