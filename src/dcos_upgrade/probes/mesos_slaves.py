"""The agents as the leading Mesos master lists them.

Unreachable agents are *not* in this list, so it is always compared with the inventory and never counted by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.reading import Name, Number, host_port, http_json, unreadable


class Named(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A region or a zone."""

    name: str = ""


class FaultDomain(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    region: Named = Named()
    zone: Named = Named()


class Domain(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where an agent stands (DC/OS 1.11 and later)."""

    fault_domain: FaultDomain | None = None


class Resources(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """How much there is of what, in Mesos' units (mem and disk in MiB; ports as ranges). None: not in the answer."""

    cpus: Number | None = None
    mem: Number | None = None
    disk: Number | None = None
    gpus: Number | None = None
    ports: str | float | None = None


class Agent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One agent. Times are seconds since 1970 by the leader's clock; ``active`` None: Mesos did not say.

    An agent of ``recovered_slaves`` has neither ``pid`` nor ``active``: it is only remembered.
    """

    id: Name
    hostname: str = ""
    pid: str | None = None
    active: bool | None = None
    deactivated: bool | None = None
    version: str | None = None
    registered_time: Number | None = None
    reregistered_time: Number | None = None
    attributes: dict[str, str | float | bool] = {}
    resources: Resources | None = None
    used_resources: Resources | None = None
    reserved_resources: dict[str, Resources] = {}
    domain: Domain | None = None

    @property
    def address(self) -> str:
        """The address that it listens on. ``hostname`` may be any name, so it counts only where there is no pid."""
        listens = host_port(self.pid) if self.pid else None
        return listens.host if listens else self.hostname

    @property
    def place(self) -> str | None:
        """Its fault domain as ``region/zone``; None where Mesos names no zone."""
        where = self.domain.fault_domain if self.domain else None
        return f"{where.region.name}/{where.zone.name}" if where and where.zone.name else None

    @property
    def public(self) -> bool:
        """Marked by an attribute, or by what is reserved for the role of public agents."""
        return str(self.attributes.get("public_ip", "")).lower() == "true" or "slave_public" in self.reserved_resources

    @property
    def last_registered(self) -> float | None:
        """When it last registered or re-registered, by the leader's clock."""
        times = [time for time in (self.registered_time, self.reregistered_time) if time]
        return max(times) if times else None


class MesosSlaves(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """``recovered_slaves``: known from the registry, not registered again since the election; None: Mesos did not say."""

    slaves: tuple[Agent, ...]
    recovered_slaves: tuple[Agent, ...] | None = None

    def agent(self, agent_id: str) -> Agent | None:
        return self._by_id.get(agent_id)

    def at(self, address: str) -> tuple[Agent, ...]:
        """All agents that listen on this address; two ids at one address are two agents."""
        return self._by_address.get(address, ())

    @cached_property
    def _by_id(self) -> dict[str, Agent]:
        return {agent.id: agent for agent in reversed(self.slaves)}

    @cached_property
    def _by_address(self) -> dict[str, tuple[Agent, ...]]:
        found: dict[str, tuple[Agent, ...]] = {}
        for agent in self.slaves:
            found[agent.address] = (*found.get(agent.address, ()), agent)
        return found


def refuse_twins(answer: Answer, what: str, names: Iterable[str]) -> None:
    """Raise Unreadable when an id is there twice: no comparison by id would mean anything."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise unreadable(answer, f"the {what} {name} is listed twice")
        seen.add(name)


def parse(answer: Answer) -> MesosSlaves:
    listed = http_json(answer, _OnlySlaves)
    refuse_twins(answer, "agent", (agent.id for agent in listed.slaves))
    return MesosSlaves(slaves=listed.slaves, recovered_slaves=listed.recovered_slaves)


class _OnlySlaves(MesosSlaves, frozen=True, kw_only=True):
    """``frameworks`` would mean that this is another endpoint's answer, whose agents say less."""

    frameworks: None = None


PROBE = Probe(
    id="mesos-slaves",
    title="Agents as the leading Mesos master lists them",
    source="workbook, 'Cluster State'; Mesos /slaves, 1.2 to 1.11",
    fact=MesosSlaves,
    question=HttpGet(service=Service.MESOS_MASTER, path="/slaves", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
