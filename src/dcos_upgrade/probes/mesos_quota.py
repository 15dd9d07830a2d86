"""Quotas that are set on the leading Mesos master. Where there are none a real master answers ``{}``."""

from __future__ import annotations

from typing import Any

import msgspec

from dcos_upgrade.core.probe import Answer, HttpGet, Probe, Service, the_cluster
from dcos_upgrade.probes.mesos_slaves import refuse_twins
from dcos_upgrade.probes.reading import Name, Number, http_json, unreadable


class Quota(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Amounts by the name of the resource. ``limits`` are None before Mesos 1.9, where the guarantee is the limit, too."""

    role: Name
    guarantees: dict[str, Number] = {}
    limits: dict[str, Number] | None = None


class MesosQuota(msgspec.Struct, frozen=True, kw_only=True):
    """By role."""

    quotas: tuple[Quota, ...]


class _Scalar(msgspec.Struct, frozen=True, kw_only=True):
    value: Number


class _Resource(msgspec.Struct, frozen=True, kw_only=True):
    name: Name
    scalar: _Scalar


class _Info(msgspec.Struct, frozen=True, kw_only=True):
    """Until Mesos 1.8."""

    role: Name
    guarantee: tuple[_Resource, ...] = ()


class _Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """From Mesos 1.9 on."""

    role: Name
    guarantees: dict[str, _Scalar] = {}
    limits: dict[str, _Scalar] = {}


class _Status(msgspec.Struct, frozen=True, kw_only=True):
    infos: tuple[_Info, ...] = ()
    configs: tuple[_Configuration, ...] = ()


def parse(answer: Answer) -> MesosQuota:
    """Both forms stand side by side in later versions; then the newer one counts."""
    keys = http_json(answer, dict[str, Any])
    if keys and not keys.keys() & {"infos", "configs"}:
        raise unreadable(answer, "not the answer that was asked for: these are no quotas")
    status = http_json(answer, _Status)
    quotas = {each.role: _old(each) for each in status.infos} | {each.role: _new(each) for each in status.configs}
    refuse_twins(answer, "quota of", (each.role for each in status.configs or status.infos))
    return MesosQuota(quotas=tuple(quota for _, quota in sorted(quotas.items())))


def _old(info: _Info) -> Quota:
    return Quota(role=info.role, guarantees={each.name: each.scalar.value for each in info.guarantee})


def _new(config: _Configuration) -> Quota:
    return Quota(
        role=config.role,
        guarantees={name: each.value for name, each in config.guarantees.items()},
        limits={name: each.value for name, each in config.limits.items()},
    )


PROBE = Probe(
    id="mesos-quota",
    title="Quotas of Mesos",
    source="workbook, 'Appendix II' (/roles); Mesos /quota, 1.2 to 1.11",
    fact=MesosQuota,
    question=HttpGet(service=Service.MESOS_MASTER, path="/quota", of_leader=True),
    parse=parse,
    subjects=the_cluster,
)
