"""In which form the configuration of the cluster has its forward zones."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.observed import configured
from dcos_upgrade.planning.situation import Situation
from dcos_upgrade.probes import user_configuration
from dcos_upgrade.probes.configuration_lines import unfolded
from dcos_upgrade.probes.user_configuration import UserConfiguration


def _form(fact: UserConfiguration) -> str | None:
    """Until 1.10 each zone is a list, from 1.11 on an object."""
    said = fact.keys.get("dns_forward_zones", "")
    zones = unfolded(said)
    if not said or zones == []:
        return "unset"
    if not isinstance(zones, list):
        return None
    return "objects" if all(isinstance(zone, dict) for zone in zones) else "lists"


def read(situation: Situation) -> Reading:
    return configured(situation, _form)


FACT = Fact(
    name="config.forward-zones",
    title="Form of dns_forward_zones in the configuration of the cluster",
    source="release note of 1.11.0",
    typed=Typed(kind=Kind.TEXT, values=frozenset({"unset", "lists", "objects"})),
    read=read,
    probes=(user_configuration.PROBE.id,),
)
