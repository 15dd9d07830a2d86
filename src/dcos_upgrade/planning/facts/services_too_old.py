"""Service Marathons that are older than the hop needs them to be before it begins."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import ServiceMarathons


def _older(fact: ServiceMarathons, least: tuple[int, int, int]) -> float | None:
    """None when one of them does not say which it is."""
    seen = [marathon_numbers(each.version) if each.version else None for each in fact.known]
    return None if None in seen else float(sum(each < least for each in seen if each is not None))


def read(situation: Situation) -> Reading:
    entry = situation.catalog.service_marathon(situation.target.minor)
    if entry is None:
        return Unknown(f"nobody knows what {situation.target.minor} needs of a service Marathon")
    least = (entry.least.major, entry.least.minor_number, entry.least.patch)
    return of_cluster(situation, service_marathons.PROBE, lambda fact: _older(fact, least))


FACT = Fact(
    name="services.too-old",
    title="Service Marathons that are older than the hop needs them to be before it begins",
    source="workbook, 'A Summary of Upgrade Steps' e; vendor's upgrade pages",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(service_marathons.PROBE.id,),
)
