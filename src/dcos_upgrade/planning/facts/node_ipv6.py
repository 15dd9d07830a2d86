"""Whether IPv6 is on in the kernel of each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import kernel_settings


def read(situation: Situation) -> Reading:
    return of_each(situation, kernel_settings.PROBE, lambda seen: seen.ipv6)


FACT = Fact(
    name="node.ipv6",
    title="Whether IPv6 is on in the kernel of each node",
    source="Linux, net.ipv6.conf.all.disable_ipv6",
    typed=Typed(kind=Kind.FLAG, domain="node"),
    read=read,
    probes=(kernel_settings.PROBE.id,),
)
