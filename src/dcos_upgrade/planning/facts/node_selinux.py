"""Whether SELinux enforces on each node."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import of_each
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import selinux


def read(situation: Situation) -> Reading:
    return of_each(situation, selinux.PROBE, lambda seen: str(seen.mode))


FACT = Fact(
    name="node.selinux",
    title="SELinux on each node: enforcing, permissive or disabled",
    source="vendor's system requirements 1.9 to 2.2; getenforce(8)",
    typed=Typed(kind=Kind.TEXT, domain="node", values=frozenset(selinux.Mode)),
    read=read,
    probes=(selinux.PROBE.id,),
)
