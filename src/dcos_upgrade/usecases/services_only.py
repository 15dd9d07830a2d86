"""A capture of services alone: no SSH, nothing asked but what was given and the leader that Mesos itself names.

The inventory is what Mesos says: masters by the URLs, agents by the leader's list. What only a node could say is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from dcos_upgrade.core.cluster import CLUSTER, Inventory, Node, NodeId, Role
from dcos_upgrade.core.error import DcosUpgradeError, Unreachable
from dcos_upgrade.core.probe import Answer, Command, HttpGet, Probe, Service
from dcos_upgrade.core.snapshot import Key, Observed, Snapshot
from dcos_upgrade.ports import Api
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes.reading import host_port
from dcos_upgrade.usecases.asking import REDIRECTS
from dcos_upgrade.usecases.saved_answers import node_of

NOT_ASKED = "not asked: services only, without SSH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """URLs by service, without a slash at their end, in the order in which they were given."""

    mesos: tuple[str, ...]
    marathon: tuple[str, ...] = ()
    exhibitor: tuple[str, ...] = ()

    def of(self, service: Service) -> tuple[str, ...]:
        found = {Service.MESOS_MASTER: self.mesos, Service.MARATHON: self.marathon, Service.EXHIBITOR: self.exhibitor}
        return found.get(service, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who is there. ``doors`` are hosts of given URLs that are no masters: they stand in for the cluster.

    ``urls`` say where each service of a node is asked; there is no other place.
    """

    masters: tuple[Node, ...]
    doors: tuple[Node, ...]
    agents: tuple[Node, ...]
    urls: Mapping[Service, Mapping[str, str]]

    def inventory(self, cluster: str, *, doors: bool = False) -> Inventory:
        nodes = (*self.masters, *self.agents, *(self.doors if doors else ()))
        return Inventory(cluster=cluster, nodes=tuple(sorted(nodes, key=lambda node: node.id)))


class NoShell:
    """Implements ports.Shell and ports.FourLetterWords by not asking."""

    async def ask(self, node: Node, _: object) -> Any:
        raise Unreachable(NOT_ASKED, where=node.id)


def requests(given: Given, probes: Mapping[str, Probe[Any]]) -> tuple[tuple[str, str, str], ...]:
    """(probe id, host, what would be sent); touches nothing."""
    return tuple(
        (name, host_of(url), f"GET {url}{probe.question.path}")
        for name, probe in probes.items()
        if isinstance(probe.question, HttpGet)
        for url in given.of(probe.question.service)
    )


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


async def find(given: Given, api: Api) -> Found:
    """Masters of the URLs, the leader that they name, the agents that it lists. One that does not answer is there all the same."""
    mesos = {host_of(url): url for url in reversed(given.mesos)}
    agents: tuple[mesos_slaves.Agent, ...] = ()
    for url in given.mesos:
        base, listed = await _leader_of(url, mesos, api)
        if listed is not None:
            mesos.setdefault(host_of(base), base)
            agents = listed
            break
    masters = tuple(_master(host) for host in mesos)
    others = [host_of(url) for url in (*given.marathon, *given.exhibitor) if host_of(url) not in mesos]
    return Found(
        masters=masters,
        doors=tuple(_master(host) for host in dict.fromkeys(others)),
        agents=_agents(agents, taken=set(mesos) | set(others)),
        urls={
            Service.MESOS_MASTER: mesos,
            **{
                each: {host_of(url): url for url in reversed(given.of(each))}
                for each in (Service.MARATHON, Service.EXHIBITOR)
            },
        },
    )


async def _leader_of(url: str, known: Mapping[str, str], api: Api) -> tuple[str, tuple[mesos_slaves.Agent, ...] | None]:
    """The leader's URL and its agents; None where this master leads to none. One redirect is followed, and only to a leader."""
    answer = await _asked(api, f"{url}/slaves")
    base = url
    if answer is not None and answer.status in REDIRECTS:
        base = _named(answer, url, known)
        answer = await _asked(api, f"{base}/slaves") if base else None
    if answer is None:
        return url, None
    try:
        return base, mesos_slaves.PROBE.parse(answer).slaves
    except DcosUpgradeError:  # the capture asks again and says why
        return url, None


def _named(answer: Answer, url: str, known: Mapping[str, str]) -> str:
    """A given URL of the host that a redirect names; else its address as Mesos writes it, by the same scheme."""
    location = answer.headers.get("location", "")
    named = host_port(location) if "//" in location else None
    if named is None:
        return ""
    host = f"[{named.host}]" if ":" in named.host else named.host
    port = f":{named.port}" if named.port else ""
    return known.get(named.host, f"{urlsplit(url).scheme}://{host}{port}")


async def _asked(api: Api, url: str) -> Answer | None:
    try:
        return await api.get_url(url)
    except DcosUpgradeError:
        return None


def _master(host: str) -> Node:
    return Node(id=NodeId(host), address=host, role=Role.MASTER)


def _agents(agents: Sequence[mesos_slaves.Agent], *, taken: set[str]) -> tuple[Node, ...]:
    addresses = [agent.address for agent in agents]
    return tuple(
        node_of(agent, agent.address if _alone(agent.address, addresses, taken) else f"{agent.address} {agent.id}")
        for agent in agents
        if agent.address
    )


def _alone(address: str, addresses: Sequence[str], taken: set[str]) -> bool:
    return addresses.count(address) == 1 and address not in taken


def without_doors(snapshot: Snapshot, found: Found, probes: Mapping[str, Probe[Any]]) -> Snapshot:
    """What came through a door is told of the cluster; a second one that says the same service is told by its host."""
    doors = {node.id for node in found.doors}
    facts: dict[Key, Observed[object]] = {}
    for (probe, subject), observed in snapshot.facts.items():
        if subject not in doors:
            facts[probe, subject] = observed
    for (probe, subject), observed in sorted(snapshot.facts.items(), key=lambda each: not each[1].known):
        if subject in doors and _was_asked(probes[probe], subject, found):
            facts[probe, CLUSTER if (probe, CLUSTER) not in facts else subject] = observed
    return replace(snapshot, inventory=found.inventory(snapshot.inventory.cluster), facts=facts)


def _was_asked(probe: Probe[Any], subject: str, found: Found) -> bool:
    question = probe.question
    if isinstance(question, Command) or not isinstance(question, HttpGet):
        return False
    return subject in found.urls.get(question.service, {})
