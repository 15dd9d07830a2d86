"""Many read-only commands of a node in one session, told apart by marks that no output can know."""

from __future__ import annotations

import re
import secrets
import shlex
from collections.abc import Mapping

from dcos_upgrade.adapters.clock import SystemClock
from dcos_upgrade.adapters.ssh import Output, SshSessions
from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Unreachable
from dcos_upgrade.core.probe import Answer, Command
from dcos_upgrade.ports import Clock

_PREAMBLE = """\
LC_ALL=C; PATH=$PATH:/usr/sbin:/sbin; export LC_ALL PATH
bound=; command -v timeout >/dev/null 2>&1 && bound='timeout -k 2 {seconds}'
"""
_ONE = """\
printf '\\n{mark} begin {number}\\n'
$bound sh -c {command} </dev/null
printf '\\n{mark} end {number} %s\\n' "$?"
"""


class SshShell:
    """Implements ports.Shell. ``command_timeout`` bounds each command, ``session_timeout`` all of them, in seconds."""

    def __init__(
        self,
        sessions: SshSessions,
        *,
        command_timeout: float = 30.0,
        session_timeout: float = 120.0,
        clock: Clock | None = None,
    ) -> None:
        self._sessions = sessions
        self._command_timeout = command_timeout
        self._session_timeout = session_timeout
        self._clock = clock or SystemClock()

    async def ask(self, node: Node, commands: Mapping[str, Command]) -> Mapping[str, Answer]:
        """The answers by the same names. A session that is cut short has none for the commands it did not come to."""
        mark = secrets.token_hex(16)
        asked = self._clock.now()
        script = _script(mark, commands, self._command_timeout)
        output = await self._sessions.run(node, script, seconds=self._session_timeout)
        found = _found(mark, output)
        if commands and not found:
            raise _nothing(node, output)
        return {
            name: Answer(body=found[number][0], status=found[number][1], source=_source(node, command), time=asked)
            for number, (name, command) in enumerate(commands.items())
            if number in found
        }


def _script(mark: str, commands: Mapping[str, Command], seconds: float) -> bytes:
    parts = [_PREAMBLE.format(seconds=max(1, round(seconds)))]
    for number, command in enumerate(commands.values()):
        parts.append(_ONE.format(mark=mark, number=number, command=shlex.quote(command.text)))
    return "".join(parts).encode()


def _found(mark: str, output: Output) -> dict[int, tuple[bytes, int]]:
    pattern = rf"\n{mark} begin (\d+)\n(.*?)\n{mark} end \1 (\d+)\n".encode()
    matches = re.finditer(pattern, output.stdout, re.DOTALL)
    return {int(match[1]): (match[2], int(match[3])) for match in matches}


def _source(node: Node, command: Command) -> str:
    return f"ssh://{node.id}: {command.text}"


def _nothing(node: Node, output: Output) -> Unreachable:
    said = output.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = output.cut or (said[-1] if said else "the session printed none of the answers")
    return Unreachable("the node's shell answers nothing", where=str(node.id), evidence=reason)
