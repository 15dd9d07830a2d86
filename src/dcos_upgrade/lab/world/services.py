"""The world as a node's shims see it: systemctl, journalctl and the check runner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import NodeFiles, ShimAnswer
from dcos_upgrade.lab.world import checks, systemctl
from dcos_upgrade.lab.world.systemctl import TARGET, Call
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import Active
from dcos_upgrade.lab.world.world import World

POLL = 0.02
"""Seconds between two looks of a blocking systemctl."""

MOVERS = frozenset(
    {"start", "stop", "restart", "try-restart", "reload-or-restart", "daemon-reload", "daemon-reexec", "kill"}
)


class WorldServices:
    """``moved`` is called after anything changed, so that ports open and close at once."""

    def __init__(
        self,
        world: World,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        moved: Callable[[], None] = lambda: None,
    ) -> None:
        self._world = world
        world.poststart = lambda host: checks.run(world, host, ("check", "node-poststart")).status
        self._sleep = sleep
        self.moved = moved

    def attach(self, node: NodeId, files: NodeFiles) -> None:
        self._world.attach(node, files)

    async def systemctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        self._world.advance()
        host = self._world.hosts[node]
        call = systemctl.parse(arguments)
        if call.verb not in MOVERS:
            return systemctl.answer(host, call)
        names = self._order(host, call)
        missing = [name for name in names if self._unknown(host, name)]
        if missing:
            return ShimAnswer(status=5, stderr=f"Failed to {call.verb} {missing[0]}: Unit {missing[0]} not found.\n")
        status = await self._move(host, call, names)
        self.moved()
        return ShimAnswer(status=status)

    async def journalctl(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        self._world.advance()
        return journal(self._world.hosts[node], arguments)

    async def checks(self, node: NodeId, arguments: tuple[str, ...]) -> ShimAnswer:
        self._world.advance()
        return checks.run(self._world, self._world.hosts[node], arguments)

    def _order(self, host: Host, call: Call) -> tuple[str, ...]:
        """The units that a call is about; dcos.target stands for what it wants and, to stop, for all that run."""
        names: list[str] = []
        for name in call.names:
            if name != TARGET:
                names += [unit.name for unit in systemctl.matching(host, (name,))] if "*" in name else [name]
            elif call.verb == "start":
                names += host.files.wanted_units()
            else:
                names += sorted({*host.units, *host.files.wanted_units()})
        return tuple(dict.fromkeys(names))

    def _unknown(self, host: Host, name: str) -> bool:
        return name.startswith("dcos-") and name not in host.units and name not in host.files.wanted_units()

    async def _move(self, host: Host, call: Call, names: tuple[str, ...]) -> int:
        systemd = self._world.systemd
        ours = [name for name in names if name in host.units or name in host.files.wanted_units()]
        match call.verb:
            case "kill":
                for name in ours:
                    systemd.kill(host, name, call.signal)
            case "stop":
                self._stop(host, ours)
                await self._wait_stopped(host, ours, call.block)
            case "start":
                for name in ours:
                    systemd.start(host, name)
                return await self._wait_started(host, ours, call)
            case "restart" | "try-restart" | "reload-or-restart":
                self._stop(host, ours)
                await self._wait_stopped(host, ours, block=True)
                for name in ours:
                    systemd.start(host, name)
                return await self._wait_started(host, ours, call)
            case _:
                systemd.reload(host)
        return 0

    def _stop(self, host: Host, names: list[str]) -> None:
        for name in names:
            self._world.systemd.stop(host, name)
        self.moved()

    async def _wait_stopped(self, host: Host, names: list[str], block: bool) -> None:
        while block and any(self._state(host, name) is Active.DEACTIVATING for name in names):
            await self._pause()

    async def _wait_started(self, host: Host, names: list[str], call: Call) -> int:
        """Until every start succeeded or failed once; a failed one goes on being retried, and the call says 1.

        dcos.target only wants its units: it waits for them, and is started whatever becomes of them.
        """
        while call.block and any(self._starting(host, name) for name in names):
            await self._pause()
        failed = call.block and any(not self._started(host, name) for name in names)
        return 1 if failed and TARGET not in call.names else 0

    def _started(self, host: Host, name: str) -> bool:
        unit = host.units.get(name)
        return unit is not None and (unit.running or (unit.ended and unit.exit_status == 0))

    def _state(self, host: Host, name: str) -> Active:
        unit = host.units.get(name)
        return unit.state if unit else Active.INACTIVE

    def _starting(self, host: Host, name: str) -> bool:
        unit = host.units.get(name)
        return unit is not None and unit.state is Active.ACTIVATING and unit.restarts == 0

    async def _pause(self) -> None:
        await self._sleep(POLL)
        self._world.advance()


PRIORITIES = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
JOURNAL_OPTIONS = {"--unit": "-u", "--lines": "-n", "--priority": "-p", "--output": "-o"}


def journal(host: Host, arguments: tuple[str, ...]) -> ShimAnswer:
    """``-u UNIT`` (more than once), ``-n N``, ``-p PRIORITY``, ``-o short-iso``; other options change nothing."""
    options = _journal_options(arguments)
    names = options.get("-u", [])
    wanted = tuple(name if _whole(name) else f"{name}.service" for name in names)
    least = _priority(options.get("-p", ["debug"])[-1])
    stamp = _iso if "short-iso" in options.get("-o", []) else _time
    found = sorted(
        (line.at, f"{stamp(line.at)} {host.node.id} {unit.name}: {line.text}")
        for unit in systemctl.matching(host, wanted)
        for line in unit.journal
        if line.priority <= least
    )
    limit = options.get("-n", [""])[-1]
    shown = found[-int(limit) :] if limit.isdigit() else found
    return ShimAnswer(status=0, stdout="".join(f"{line}\n" for _, line in shown) or "-- No entries --\n")


def _journal_options(arguments: tuple[str, ...]) -> dict[str, list[str]]:
    """The values of each option that has one, by its short name."""
    options: dict[str, list[str]] = {}
    rest = iter(arguments)
    for word in rest:
        name, equals, value = word.partition("=")
        short = JOURNAL_OPTIONS.get(name, name)
        if short in JOURNAL_OPTIONS.values():
            options.setdefault(short, []).append(value if equals else next(rest, ""))
    return options


def _whole(name: str) -> bool:
    """A unit's whole name, or a pattern."""
    return name.endswith(systemctl.SUFFIXES) or "*" in name


def _priority(word: str) -> int:
    """This one and what is more urgent is shown."""
    return PRIORITIES.index(word) if word in PRIORITIES else int(word) if word.isdigit() else len(PRIORITIES)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%b %d %H:%M:%S")


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
