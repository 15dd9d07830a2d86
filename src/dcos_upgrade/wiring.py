"""Ports made of adapters: what a cluster file and a state directory come to. The only module that knows both.

The libraries that talk are imported when a port is opened, so that a call that needs none of them starts quickly.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dcos_upgrade import catalog, probes
from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core.cluster import Inventory
from dcos_upgrade.core.error import Usage
from dcos_upgrade.core.journal import Event, RunCreated
from dcos_upgrade.core.plan import Hop, Plan
from dcos_upgrade.core.probe import Command
from dcos_upgrade.core.snapshot import Snapshot
from dcos_upgrade.ports import Api, Apps, Clock, EvidenceStore, FourLetterWords, Journal, Shell, SiteCommands, Targets
from dcos_upgrade.usecases import services_only
from dcos_upgrade.usecases.capture import capture
from dcos_upgrade.usecases.hazards import ClusterHazards
from dcos_upgrade.usecases.looks import ClusterLooks
from dcos_upgrade.usecases.running import Progress, RunContext
from dcos_upgrade.usecases.services_only import Given

if TYPE_CHECKING:
    from dcos_upgrade.adapters.cluster_file import ClusterFile
    from dcos_upgrade.adapters.held_services import HeldMarathons
    from dcos_upgrade.adapters.journal import JournalStore, RunJournal
    from dcos_upgrade.adapters.nodes import StepNodes

EVIDENCE = "evidence"
CLUSTER_FILE = "cluster-file"
"""In the state directory: where the cluster file of its run lies, so that ``resume`` need not be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything that one cluster can be asked or told through."""

    cluster: ClusterFile
    shell: Shell
    api: Api
    apps: Apps
    targets: Targets
    site: SiteCommands
    words: FourLetterWords
    nodes: StepNodes
    held: HeldMarathons
    evidence: EvidenceStore
    clock: Clock

    @property
    def inventory(self) -> Inventory:
        return self.cluster.inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """What a capture asks through: there is no way in it to change anything."""

    inventory: Inventory
    shell: Shell
    api: Api
    words: FourLetterWords
    evidence: EvidenceStore
    clock: Clock


@asynccontextmanager
async def open_eyes(cluster: ClusterFile, state: Path, *, evidence: Path | None = None) -> AsyncIterator[Looking]:
    """The ports of this cluster that only read: GETs that change nothing, and the commands that ``capture --show-commands`` prints."""
    from dcos_upgrade.adapters.read_only import ListedShell, listed
    from dcos_upgrade.usecases.starting import REACH

    asked = (probe.question for probe in probes.known().values())
    commands = (question for question in asked if isinstance(question, Command))
    async with open_ports(cluster, state, evidence=evidence) as ports:
        yield Looking(
            inventory=ports.inventory,
            shell=ListedShell(shell=ports.shell, listed=listed((*commands, *REACH.values()))),
            api=ports.api,
            words=ports.words,
            evidence=ports.evidence,
            clock=ports.clock,
        )


@asynccontextmanager
async def open_ports(cluster: ClusterFile, state: Path, *, evidence: Path | None = None) -> AsyncIterator[Ports]:
    """The ports of this cluster. Closed at the end.

    Raw answers are kept in ``evidence``, else in the state directory; the keys that hide secrets are in the state directory only.
    """
    from dcos_upgrade.adapters.access import OverSsh
    from dcos_upgrade.adapters.apps import HttpApps, HttpTargets
    from dcos_upgrade.adapters.clock import SystemClock
    from dcos_upgrade.adapters.held_services import HeldMarathons
    from dcos_upgrade.adapters.http import HttpApi
    from dcos_upgrade.adapters.nodes import StepNodes
    from dcos_upgrade.adapters.prompt import ask
    from dcos_upgrade.adapters.read_only import ReadOnlyApi
    from dcos_upgrade.adapters.secret_reference import read_secrets
    from dcos_upgrade.adapters.services import signed_exchange
    from dcos_upgrade.adapters.shell import SshShell
    from dcos_upgrade.adapters.ssh import SshSessions
    from dcos_upgrade.adapters.zookeeper_words import ZookeeperWords

    pacing = cluster.pacing
    secrets = read_secrets(cluster.ssh.secrets(cluster.inventory.nodes), ask)
    sessions = SshSessions(cluster.ssh, secrets=secrets, connect_timeout=pacing.connect_timeout)
    signed = signed_exchange(cluster, sessions, ask)
    targets = HttpTargets(signed.exchange if cluster.access.over_ssh is OverSsh.ALWAYS else None)
    try:
        yield Ports(
            cluster=cluster,
            shell=SshShell(sessions),
            api=ReadOnlyApi(api=HttpApi(cluster.endpoints, signed=signed)),
            apps=HttpApps(cluster.endpoints, cluster.inventory.masters, signed=signed),
            targets=targets,
            site=site_commands(),
            words=ZookeeperWords(cluster.endpoints, ways=signed.ways, timeout=pacing.request_timeout),
            nodes=StepNodes(sessions, cluster.inventory),
            held=HeldMarathons(sessions),
            evidence=evidence_in(evidence or state / EVIDENCE, state),
            clock=SystemClock(),
        )
    finally:
        await signed.close()
        await targets.close()
        await sessions.close()


def evidence_in(directory: Path, state: Path) -> EvidenceStore:
    """Raw answers in this directory, with the keys of this state directory."""
    from dcos_upgrade.adapters.evidence import EvidenceDirectory
    from dcos_upgrade.adapters.seal_keys import FOLDER, SealKeys

    return EvidenceDirectory(directory, SealKeys(state / FOLDER))


async def look_at_services(given: Given, evidence: EvidenceStore) -> Snapshot:
    """A capture of the given services alone. Who does not answer is unknown in the snapshot."""
    from dcos_upgrade.adapters.clock import SystemClock
    from dcos_upgrade.adapters.endpoints import Endpoints
    from dcos_upgrade.adapters.given_services import TIMEOUT, GivenServices
    from dcos_upgrade.adapters.http import HttpApi
    from dcos_upgrade.adapters.read_only import ReadOnlyApi

    first = HttpApi(Endpoints(), total_timeout=TIMEOUT)
    try:
        found = await services_only.find(given, first)
    finally:
        await first.close()
    api = GivenServices(found.urls)
    nothing = services_only.NoShell()
    try:
        seen = await capture(
            inventory=found.inventory(services_only.host_of(given.mesos[0]), doors=True),
            probes=probes.discover(),
            shell=nothing,
            api=ReadOnlyApi(api=api),
            words=nothing,
            evidence=evidence,
            clock=SystemClock(),
            cluster="",
        )
    finally:
        await api.close()
    return services_only.without_doors(seen, found, probes.discover())


def site_commands() -> SiteCommands:
    """The site's own commands on this machine."""
    from dcos_upgrade.adapters.site_commands import SiteProcesses

    return SiteProcesses()


@contextmanager
def open_journal(state: Path) -> Iterator[JournalStore]:
    """All runs of this state directory."""
    from dcos_upgrade.adapters.journal import JournalStore

    store = JournalStore(state)
    try:
        yield store
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """The runs of a state directory, each with the cluster file that it was begun with."""

    state: Path
    store: JournalStore
    cluster_file: Path

    def create_run(self, plan: Plan, first: RunCreated, *then: Event) -> Journal:
        remember_cluster_file(self.state, self.cluster_file)
        return self.store.create_run(plan, first, *then)

    def kept_words(self, plan: Plan) -> tuple[Event, ...]:
        return self.store.kept_words(plan)

    def take_over(self, run: str) -> Journal:
        return self.store.take_over(run)


def remember_cluster_file(state: Path, cluster_file: Path) -> None:
    from dcos_upgrade.adapters.files import write_atomically

    write_atomically(state / CLUSTER_FILE, f"{cluster_file.absolute()}\n".encode())


def remembered_cluster_file(state: Path) -> Path:
    """Raises Usage when this state directory remembers none."""
    try:
        return Path((state / CLUSTER_FILE).read_text().strip())
    except OSError as error:
        raise Usage(
            "this state directory does not remember its cluster file",
            where=str(state),
            next_command="dcos-upgrade resume --cluster cluster.yaml",
        ) from error


def run_context(plan: Plan, journal: Journal, baseline: Snapshot, ports: Ports, tell: Tell) -> RunContext:
    """What ``drive`` works with."""
    cluster = ports.cluster

    def script_url(hop: Hop) -> str:
        return cluster.script_url(hop.source, hop.target)

    return RunContext(
        plan=plan,
        journal=journal,
        nodes=ports.nodes,
        owners=ports.nodes,
        held=ports.held,
        api=ports.api,
        apps=ports.apps,
        targets=ports.targets,
        site=ports.site,
        looks=_looks(baseline, ports),
        hazards=ClusterHazards(eyes=ports, probes=probes.discover(), catalog=catalog.own()),
        clock=ports.clock,
        script_url=script_url,
        mesos_of=mesos_of,
        tell=tell,
    )


def _looks(baseline: Snapshot, ports: Ports) -> ClusterLooks:
    return ClusterLooks(
        inventory=ports.inventory,
        baseline=baseline,
        probes=probes.discover(),
        shell=ports.shell,
        api=ports.api,
        words=ports.words,
        evidence=ports.evidence,
        clock=ports.clock,
        mesos_of=mesos_of,
    )


Tell = Callable[[Progress], None]

__all__ = [
    "Looking",
    "Ports",
    "RunJournal",
    "Runs",
    "Tell",
    "mesos_of",
    "open_eyes",
    "open_journal",
    "open_ports",
    "remember_cluster_file",
    "remembered_cluster_file",
    "run_context",
]
