"""Service Marathons that are older than the hop needs them to be before it begins.

What an earlier hop of the plan takes further counts as taken; a hop whose masters are done has begun, and asks for nothing before it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.core.plan import Hop, StageName, services_of
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_cluster
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import service_marathons
from dcos_upgrade.probes.service_marathons import SeenMarathon, ServiceMarathons

Numbers = tuple[int, int, int]


def read(situation: Situation) -> Reading:
    entry = situation.catalog.service_marathon(situation.target.minor)
    if entry is None:
        return Unknown(f"nobody knows what {situation.target.minor} needs of a service Marathon")
    hop = _planned(situation)
    if hop is not None and _masters_done(hop):
        return 0.0
    least = (entry.least.major, entry.least.minor_number, entry.least.patch)
    begins = {service.app: service.source for service in services_of(hop)} if hop is not None else {}
    return of_cluster(situation, service_marathons.PROBE, lambda fact: _older(fact, least, begins))


def _planned(situation: Situation) -> Hop | None:
    ends = (str(situation.source), str(situation.target))
    hops = situation.plan.hops if situation.plan is not None else ()
    return next((hop for hop in hops if (hop.source, hop.target) == ends), None)


def _masters_done(hop: Hop) -> bool:
    masters = (stage for stage in hop.stages if stage.name is StageName.MASTERS)
    steps = [step for stage in masters for wave in stage.waves for step in wave.steps]
    return bool(steps) and all(step.done for step in steps)


def _older(fact: ServiceMarathons, least: Numbers, begins: Mapping[str, str]) -> float | None:
    """None when one of them does not say which it is."""
    seen = [_numbers(each, begins) for each in fact.known]
    return None if None in seen else float(sum(each < least for each in seen if each is not None))


def _numbers(seen: SeenMarathon, begins: Mapping[str, str]) -> Numbers | None:
    version = begins.get(seen.app or "") or seen.version
    return marathon_numbers(version) if version else None


FACT = Fact(
    name="services.too-old",
    title="Service Marathons that are older than the hop needs them to be before it begins",
    source="workbook, 'A Summary of Upgrade Steps' e; vendor's upgrade pages",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(service_marathons.PROBE.id,),
    of_hop=True,
)
