"""The vendor's upgrade script and pkgpanda, walked on virtual time: the control flow of each era, its exit codes, its leftovers.

Control flow as in the wire's own script (``lab/files/upgrade.sh.j2``) and pkgpanda double, which were read from tags 1.9 to 2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from dcos_upgrade.core.cluster import ROLE_ON_THE_WIRE, NodeId, Role
from dcos_upgrade.core.version import Version
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.memory.bootstrap import Bootstrap
from dcos_upgrade.lab.memory.disk import GENERATION, Disk, ids_of, ships
from dcos_upgrade.lab.memory.job import Struck, nap
from dcos_upgrade.lab.nodes.script import Era, era
from dcos_upgrade.lab.secrets import with_password
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.setting import Setting
from dcos_upgrade.lab.world.timing import Range

ATTEMPTS = 300
NO_SPACE = "[Errno 28] No space left on device"
STOPS_ALL_AT_ONCE = Version(2, 1, 2)


class Moment(StrEnum):
    """Where a job can be struck; each is the moment *before* what it names goes on."""

    PRECHECK = "precheck"
    FETCH = "fetch"
    FETCHING = "fetching"
    STAGE = "stage"
    STAGING = "staging"
    STAGED = "staged"
    ARCHIVE = "archive"
    ARCHIVING = "archiving"
    ARCHIVED = "archived"
    MOVE = "move"
    MOVING = "moving"
    START = "start"
    CHECKS = "checks"


LASTS: dict[Moment, Range] = {
    Moment.PRECHECK: (0.5, 2.0),
    Moment.FETCH: (5.0, 20.0),
    Moment.FETCHING: (5.0, 20.0),
    Moment.STAGE: (0.5, 2.0),
    Moment.STAGING: (1.0, 4.0),
    Moment.STAGED: (0.1, 0.5),
    Moment.ARCHIVE: (0.5, 2.0),
    Moment.ARCHIVING: (0.1, 0.3),
    Moment.ARCHIVED: (0.1, 0.3),
    Moment.MOVE: (0.1, 0.3),
    Moment.MOVING: (0.1, 0.3),
    Moment.START: (0.2, 1.0),
    Moment.CHECKS: (0.2, 1.0),
}
"""How long it takes to get there, in seconds before scaling; estimates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the script was generated for, on which node it runs, and where it prints. ``strike``: the job dies there; ``mishap``: it goes wrong."""

    node: NodeId
    source: str
    target: str
    say: Callable[[str], None]
    strike: Callable[[Moment], bool]
    mishap: Callable[[Mishap], bool]
    role_files: tuple[str, ...]


class Script:
    def __init__(
        self, order: Order, disk: Disk, *, bootstrap: Bootstrap, services: WorldServices, setting: Setting
    ) -> None:
        self._order = order
        self._disk = disk
        self._bootstrap = bootstrap
        self._services = services
        self._setting = setting
        self._era: Era = era(order.target)

    async def run(self) -> int:
        """The exit status."""
        await self._at(Moment.PRECHECK)
        order, disk = self._order, self._disk
        if "environment.export" not in disk.live:
            return self._failed("/opt/mesosphere/environment.export: No such file or directory")
        if disk.version() != order.source:
            wanted = f"Expecting to upgrade DC/OS from {order.source} to {order.target}"
            return self._failed(f"ERROR: {wanted}. Version found on node: {disk.version() or ''}")
        if not await self._checked_before():
            return 1
        if len(order.role_files) != 1:
            return self._failed(
                "ERROR: Can't determine this node's role: not exactly one of master, slave, slave_public"
            )
        order.say(f"Upgrading DC/OS {ROLE_ON_THE_WIRE[disk.role]} {order.source} -> {order.target}")
        if not await self._fetch() or not await self._stage():
            return 1
        await self._archive()
        await self._move()
        await self._start()
        return await self._checked_after()

    async def _at(self, moment: Moment) -> None:
        await nap(self._setting.draw(LASTS[moment]))
        if self._order.strike(moment):
            raise Struck(moment)

    def _failed(self, why: str) -> int:
        self._order.say(why)
        return 1

    # --- checks -------------------------------------------------------------------------------------------------------

    async def _checked_before(self) -> bool:
        if self._era.checks == "diagnostics" and self._runs_checks_of("dcos-diagnostics-runner-config.json"):
            calls = ["node-poststart", "cluster"]
        elif self._era.checks == "void":
            calls = ["node-poststart cluster"]  # one call with both words: it checks next to nothing
        else:
            return True
        for words in calls:
            if not await self._well(*words.split()):
                self._order.say(f"ERROR: The {words} checks failed before the upgrade")
                return False
        return True

    def _runs_checks_of(self, configuration: str) -> bool:
        release = self._disk.version()
        return release is not None and check_configuration(release) == configuration

    async def _well(self, *words: str) -> bool:
        return (await self._services.checks(self._order.node, ("check", *words))).status == 0

    async def _checked_after(self) -> int:
        """Up to 1.11 the checks, 300 times; from 1.12 a call whose ``&&`` is but another word, so that it always passes."""
        await self._at(Moment.CHECKS)
        if self._era.checks == "none":
            return await self._migrated()
        if self._era.checks == "void":
            runner = "/opt/mesosphere/bin/dcos-check-runner"
            await self._services.checks(self._order.node, ("check", "node-poststart", "&&", runner, "check", "cluster"))
            return 0
        for _ in range(ATTEMPTS):
            if await self._well("node-poststart") and await self._well("cluster"):
                return 0
            await nap(max(0.05, self._setting.timing.scaled(1.0)))
        if self._era.tells_failure:
            self._order.say("Node upgrade not successful, checks failed")
        return 1

    async def _migrated(self) -> int:
        """1.9's move of Exhibitor's data: asked for ever while Exhibitor cannot be reached."""
        while self._disk.role is Role.MASTER and self._order.mishap(Mishap.MIGRATION_STUCK):
            self._order.say("Could not reach Exhibitor at http://127.0.0.1:8181/exhibitor/v1/config/get-state")
            await nap(max(0.05, self._setting.timing.scaled(10.0)))
        return 0

    # --- pkgpanda -----------------------------------------------------------------------------------------------------

    async def _fetch(self) -> bool:
        await self._at(Moment.FETCH)
        missing = [package for package in ids_of(self._order.target) if package not in self._disk.stored]
        for number, package in enumerate(missing):
            if not self._bootstrap.has_package(package):
                self._order.say(f"ERROR: Unable to fetch package {package} from {with_password(self._bootstrap.url)}")
                return False
            if self._breaks_off(package):
                return False
            if number == len(missing) // 2:
                self._disk.stored.add(f"{package}_tmp")
                await self._at(Moment.FETCHING)
                self._disk.stored.discard(f"{package}_tmp")
            self._disk.stored.add(package)
        return True

    def _breaks_off(self, package: str) -> bool:
        """Whether the package stays half unpacked: it came short, or there is no room for it."""
        full = self._order.mishap(Mishap.DISK_FULL)
        if not full and not self._bootstrap.truncates(package):
            return False
        why = NO_SPACE if full else "tar: Unexpected EOF in archive"
        self._disk.stored.add(f"{package}_tmp")
        self._order.say(f"ERROR: Unable to unpack package {package}: {why}")
        return True

    async def _stage(self) -> bool:
        await self._at(Moment.STAGE)
        disk, target = self._disk, self._order.target
        disk.new, disk.old = {"active": target}, {}
        if self._order.mishap(Mishap.DISK_FULL):
            self._order.say(f"ERROR: {NO_SPACE}: '/opt/mesosphere/active.new'")
            return False
        await self._at(Moment.STAGING)
        disk.new = dict.fromkeys(GENERATION, target)
        if self._order.mishap(Mishap.USERADD_FAILS):
            self._order.say("useradd: cannot lock /etc/passwd; try again later.")
            self._order.say("Validation Error: Unable to create the user dcos_exhibitor: useradd --system returned 1")
            return False
        await self._at(Moment.STAGED)
        return True

    async def _archive(self) -> None:
        disk = self._disk
        disk.install_progress = "archive"
        await self._at(Moment.ARCHIVE)
        await self._stop(disk.wanted_units())
        half = GENERATION.index("include")
        _rename(GENERATION[:half], disk.live, disk.old)
        await self._at(Moment.ARCHIVING)
        _rename(GENERATION[half:], disk.live, disk.old)
        await self._at(Moment.ARCHIVED)

    async def _stop(self, units: tuple[str, ...]) -> None:
        """The pkgpanda that swaps is the old generation's; from 2.1.2 it waits until its units have stopped."""
        waits = Version.parse(self._order.source) >= STOPS_ALL_AT_ONCE
        if units:
            await self._services.systemctl(self._order.node, ("stop", *units, *(() if waits else ("--no-block",))))

    async def _move(self) -> None:
        disk = self._disk
        disk.install_progress = "move_new"
        await self._at(Moment.MOVE)
        half = GENERATION.index("include")
        _rename(GENERATION[:half], disk.new, disk.live)
        await self._at(Moment.MOVING)
        _rename(GENERATION[half:], disk.new, disk.live)
        disk.install_progress = None

    async def _start(self) -> None:
        await self._at(Moment.START)
        await self._services.systemctl(self._order.node, ("daemon-reload",))
        quick = ("--no-block",) if self._era.no_block else ()
        await self._services.systemctl(self._order.node, ("start", "dcos.target", *quick))


def _rename(names: Iterable[str], source: dict[str, str], target: dict[str, str]) -> None:
    for name in names:
        if name in source:
            target[name] = source.pop(name)


def check_configuration(release: str) -> str | None:
    """The check runner's configuration file of a release, below /opt/mesosphere/etc."""
    if ships(release, "dcos-check-runner"):
        return "dcos-check-config.json"
    return "dcos-diagnostics-runner-config.json" if ships(release, "dcos-diagnostics") else None
