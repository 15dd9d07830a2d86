"""The policy of SELinux on each node; empty where the system names none."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import selinux


def read(situation: Situation) -> Reading:
    return of_each(situation, selinux.PROBE, lambda seen: seen.policy)


FACT = Fact(
    name="node.selinux-policy",
    title="Policy of SELinux on each node",
    source="vendor's system requirements 1.10 to 2.2; /etc/selinux/config",
    typed=Typed(kind=Kind.TEXT, domain="node"),
    read=read,
    probes=(selinux.PROBE.id,),
)
