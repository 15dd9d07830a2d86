"""Which keys the site has set in the configuration of its cluster; one without a value is not set."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import configured
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import user_configuration
from dcos_upgrade.probes.user_configuration import UserConfiguration


def _keys(fact: UserConfiguration) -> frozenset[str]:
    return frozenset(key for key, value in fact.keys.items() if value)


def read(situation: Situation) -> Reading:
    return configured(situation, _keys)


FACT = Fact(
    name="config.keys",
    title="Keys that the site has set in the configuration of its cluster",
    source="/opt/mesosphere/etc/user.config.yaml",
    typed=Typed(kind=Kind.SET),
    read=read,
    probes=(user_configuration.PROBE.id,),
)
