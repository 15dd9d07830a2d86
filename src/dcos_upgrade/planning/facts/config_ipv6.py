"""What the configuration of the cluster says of IPv6."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import configured
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import user_configuration
from dcos_upgrade.probes.user_configuration import UserConfiguration


def _ipv6(fact: UserConfiguration) -> str | None:
    said = fact.keys.get("enable_ipv6", "").lower()
    return said if said in {"true", "false"} else None if said else "unset"


def read(situation: Situation) -> Reading:
    return configured(situation, _ipv6)


FACT = Fact(
    name="config.ipv6",
    title="Whether IPv6 is on in the configuration of the cluster, where it says so",
    source="vendor's upgrade page of 1.11; enable_ipv6",
    typed=Typed(kind=Kind.TEXT, values=frozenset({"true", "false", "unset"})),
    read=read,
    probes=(user_configuration.PROBE.id,),
)
