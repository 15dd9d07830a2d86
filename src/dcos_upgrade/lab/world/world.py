"""The whole: hosts and their units, the ensemble, the elections, agents, apps. One truth for every service.

Files own packages and versions; this world owns services and reads a node's files when a process starts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.contract import LabSpec, NodeFiles
from dcos_upgrade.lab.world.agenda import Agenda
from dcos_upgrade.lab.world.agents import Agents
from dcos_upgrade.lab.world.apps import App, default_apps
from dcos_upgrade.lab.world.book import Book
from dcos_upgrade.lab.world.deploying import Deploying
from dcos_upgrade.lab.world.diagnostics import Diagnostics
from dcos_upgrade.lab.world.exhibitor import Exhibitors
from dcos_upgrade.lab.world.frameworks import Framework, Frameworks
from dcos_upgrade.lab.world.iam import Iam
from dcos_upgrade.lab.world.marathon import Marathons
from dcos_upgrade.lab.world.mesos import MesosMasters
from dcos_upgrade.lab.world.metronome import Metronomes
from dcos_upgrade.lab.world.offers import Ports
from dcos_upgrade.lab.world.release import version
from dcos_upgrade.lab.world.scheduling import Scheduling
from dcos_upgrade.lab.world.service_apps import service_apps
from dcos_upgrade.lab.world.service_marathons import ServiceMarathons
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.systemd import Host, Part, Systemd
from dcos_upgrade.lab.world.tasks import Tasks
from dcos_upgrade.lab.world.timing import Timing
from dcos_upgrade.lab.world.unit import DNS, POSTSTART, TELEGRAF, WAITS_FOR_MESOS, WAITS_FOR_ZOOKEEPER, Kind, Unit
from dcos_upgrade.lab.world.zookeeper import ZooKeeper

UPTIME_AT_START = 7200.0
"""How long everything has been running when the lab begins, in seconds."""


class World:
    """Built empty; `attach` every node, then `settle` once. ``clock`` gives seconds since the epoch.

    ``iam`` and ``ca`` (in PEM) are there where the cluster is strict. ``poststart`` is the exit status of a node's own check runner; whoever plays the check runner sets it.
    """

    def __init__(self, spec: LabSpec, clock: Callable[[], float]) -> None:
        self.spec = spec
        self._root_id = ""
        self.iam: Iam | None = None
        self.ca = b""
        self.setting = Setting(
            inventory=spec.inventory,
            agenda=Agenda(clock),
            timing=Timing(factor=spec.time_factor),
            dice=random.Random(spec.seed),
        )
        self.zookeeper = ZooKeeper(self.setting)
        self.exhibitors = Exhibitors(self.setting, self.zookeeper)
        self.book = Book(self.setting)
        self.mesos = MesosMasters(self.setting, self.zookeeper, self.book)
        self.mesos.only = spec.inventory.masters[0].id if spec.mesos else None
        self.tasks = Tasks(self.setting)
        self.agents = Agents(self.setting, self.mesos, self.tasks, spec.cluster_id)
        self.marathons = Marathons(self.setting, self.zookeeper)
        self.metronomes = Metronomes()
        self.ports = Ports()
        self.scheduling = Scheduling(
            self.setting,
            self.marathons,
            self.book,
            self.tasks,
            framework=lambda: self.root_id,
            subscribed=lambda: self.frameworks.subscribed(self.root_id),
            ports=self.ports,
        )
        self.deploying = Deploying(self.setting, self.scheduling)
        self.frameworks = Frameworks(self.setting, self.mesos)
        self.service_marathons = ServiceMarathons(
            self.setting,
            self.scheduling,
            self.book,
            self.tasks,
            self.frameworks,
            ports=self.ports,
            new_id=lambda: self._framework_id(len(self.frameworks.known)),
        )
        self.hosts: dict[NodeId, Host] = {}
        self.diagnostics = Diagnostics(self.setting, self.hosts)
        self.poststart: Callable[[Host], int] = lambda host: 0
        self.systemd = Systemd(self.setting, self._parts(), self._blocked, self._outcome)
        self.agents.attach(self.hosts)
        self._listen()

    @property
    def root_id(self) -> str:
        """The framework id of the Marathon on the masters."""
        return self._root_id or self._framework_id(0)

    def name_root(self, framework_id: str) -> None:
        """The id that Mesos itself has given to the framework of this Marathon, where Mesos is real."""
        before, self._root_id = self.root_id, framework_id
        for framework in self.frameworks.known:
            if framework.id == before:
                framework.id = framework_id
        for task in self.tasks.live.values():
            if task.framework == before:
                task.framework = framework_id

    @property
    def now(self) -> float:
        return self.setting.now

    def advance(self) -> bool:
        return self.setting.agenda.advance()

    def attach(self, node: NodeId, files: NodeFiles) -> None:
        known = self.spec.inventory.node(node)
        if known is None:
            raise KeyError(f"{node} is not in the lab's inventory")
        self.hosts[node] = Host(node=known, files=files)

    def settle(self) -> None:
        """Everything runs and has been running: three kinds of leader on three masters, if there are that many."""
        at = self.now - UPTIME_AT_START
        for number, host in enumerate(self.hosts.values()):
            self.systemd.settle(host, at + 60.0 * number)
        mesos, marathon, zookeeper = self._first_leaders()
        self.zookeeper.settle(zookeeper)
        self.exhibitors.settle()
        self.mesos.settle(mesos, at + 600.0)
        self.marathons.settle(marathon, at + 700.0)
        for agent in self.spec.inventory.agents:
            self.agents.settle(self.hosts[agent.id], at + 800.0)
        self._settle_frameworks(at + 900.0)
        self.scheduling.settle((*default_apps(self.spec.inventory), *self._service_apps()), at + 1000.0)
        self.service_marathons.settle(at + 1100.0)
        self.advance()

    def power_off(self, node: NodeId) -> None:
        self.systemd.power_off(self.hosts[node])

    def power_on(self, node: NodeId) -> None:
        self.systemd.power_on(self.hosts[node])

    def stop_services(self, node: NodeId) -> None:
        """Every DC/OS unit of the node is stopped in order; the machine itself goes on."""
        for name in list(self.hosts[node].units):
            self.systemd.stop(self.hosts[node], name)

    def start_services(self, node: NodeId) -> None:
        for name in self.hosts[node].files.wanted_units():
            self.systemd.start(self.hosts[node], name)

    def abdicate_marathon(self) -> None:
        """The leading Marathon gives up: its process ends and is started again."""
        leader = self.marathons.leader
        if leader is not None:
            self._crash(leader, Kind.MARATHON, 137, "Lost leadership; exiting")

    def _parts(self) -> Mapping[Kind, Part]:
        return {
            Kind.EXHIBITOR: self.exhibitors,
            Kind.MESOS_MASTER: self.mesos,
            Kind.MARATHON: self.marathons,
            Kind.METRONOME: self.metronomes,
            Kind.AGENT: self.agents,
            Kind.DIAGNOSTICS: self.diagnostics,
        }

    def _listen(self) -> None:
        self.marathons.on_led.append(self.scheduling.fill)
        self.frameworks.on_subscribed.append(self.scheduling.offered)
        self.marathons.on_led.append(lambda: self.frameworks.scheduler_moved(self.root_id))
        self.marathons.on_led.append(self.deploying.resume)
        self.metronomes.on_led.append(lambda: self.frameworks.scheduler_moved(self._framework_id(1)))
        self.zookeeper.on_sessions_lost.append(self._sessions_lost)

    def _sessions_lost(self) -> None:
        if self.mesos.leader is not None:
            self._crash(self.mesos.leader, Kind.MESOS_MASTER, 1, "Lost leadership... committing suicide!")
        self.abdicate_marathon()

    def _crash(self, node: NodeId, kind: Kind, status: int, why: str) -> None:
        self.systemd.crash(self.hosts[node], kind, status=status, why=why)

    def _outcome(self, host: Host, unit: Unit) -> int:
        """What a service that ends ends with: only the check runner of each minute can fail here."""
        return self.poststart(host) if unit.name == POSTSTART else 0

    def _blocked(self, host: Host, unit: Unit) -> str | None:
        """Why this unit cannot start just now."""
        release = host.files.version()
        if release is None:
            return f"{unit.name}: Failed at step EXEC spawning /opt/mesosphere/bin: No such file or directory"
        told_by_itself = self.spec.mesos is not None  # Mesos itself starts, and ends with these words
        if unit.kind is Kind.AGENT and not told_by_itself and self.setting.bent(Bend.AGENT_STAYS_DOWN, host.node.id):
            return "EXIT with status 1: Failed to perform recovery: Incompatible agent info detected."
        if unit.name in DNS and self.setting.bent(Bend.DNS_STAYS_DOWN, host.node.id):
            return '{"Kernel pid terminated",application_controller,"{application_start_failure,dcos_dns,..."}'
        if unit.kind is Kind.MESOS_MASTER and self.setting.bent(Bend.MESOS_MASTER_STAYS_DOWN, host.node.id):
            return "EXIT with status 1: Failed to open the replicated log: Corruption: checksum mismatch"
        if unit.kind is Kind.AGENT and _waits_for_telegraf(host, release):
            return "waiting for /run/dcos/telegraf/dcos_statsd.sock"
        if host.node not in self.spec.inventory.masters:
            return None
        held = self.exhibitors.holds_back(host.node.id, release) if unit.name in WAITS_FOR_ZOOKEEPER else None
        if held is None and unit.kind in WAITS_FOR_MESOS and self.mesos.leader is None:
            return "ping: leader.mesos: Name or service not known"
        return held

    def _first_leaders(self) -> tuple[NodeId, NodeId, NodeId]:
        masters = [master.id for master in self.spec.inventory.masters]
        return masters[0], masters[1 % len(masters)], masters[2 % len(masters)]

    def _service_apps(self) -> tuple[App, ...]:
        """Of the root Marathon's own version."""
        leader = self.marathons.process_of_leader()
        return service_apps(self.spec.service_marathons, leader.version("marathon") if leader else "")

    def _settle_frameworks(self, at: float) -> None:
        for number, (name, role, port, host) in enumerate(
            (
                ("marathon", "slave_public", 8080, lambda: self.marathons.leader if self.marathons.loaded else None),
                ("metronome", "*", 9000, lambda: self.metronomes.leader),
            )
        ):
            framework = Framework(
                id=self._framework_id(number), name=name, role=role, port=port, host=host, registered_at=at
            )
            self.frameworks.settle(framework)

    def _framework_id(self, number: int) -> str:
        return f"{self.spec.cluster_id}-{number:04d}"


def _waits_for_telegraf(host: Host, release: str) -> bool:
    """From 2.2 an agent starts when Telegraf's socket is there."""
    telegraf = host.units.get(TELEGRAF)
    return telegraf is not None and not telegraf.running and version(release) >= (2, 2, 0)
