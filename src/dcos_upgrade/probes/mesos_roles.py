"""Roles as the leading Mesos master knows them: who is in each, its weight, what is allocated under it."""

from __future__ import annotations

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import Resources, refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json


class MesosRole(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``frameworks`` are ids; ``resources`` is what its frameworks have. None: this Mesos does not say."""

    name: Name
    weight: Number | None = None
    frameworks: tuple[str, ...] | None = None
    resources: Resources | None = None


class MesosRoles(msgspec.Struct, frozen=True, kw_only=True):
    """By name."""

    roles: tuple[MesosRole, ...]


def parse(answer: Answer) -> MesosRoles:
    listed = http_json(answer, MesosRoles).roles
    refuse_twins(answer, "role", (role.name for role in listed))
    return MesosRoles(roles=tuple(sorted(listed, key=lambda role: role.name)))


PROBE = Probe(
    id="mesos-roles",
    title="Roles of Mesos",
    source="workbook, 'Appendix II' (/roles); Mesos /roles, 1.2 to 1.11",
    fact=MesosRoles,
    question=HttpGet(service=Service.MESOS_MASTER, path="/roles", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
