"""How many options are set with which the Marathon of the hop's target does not start."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.core.marathon_version import marathon_numbers
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.marathon_options import that_stop
from dcos_upgrade.planning.observed import masters
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import marathon_environment


def read(situation: Situation) -> Reading:
    """Over all masters; one that is silent leaves it unknown unless another has such an option."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    numbers = marathon_numbers(situation.catalog.release(situation.target).components["marathon"])
    if numbers is None:
        return Unknown("the catalog does not say which Marathon the target has")
    snapshot = situation.snapshot
    seen = [snapshot.fact(marathon_environment.PROBE, node.id) for node in masters(snapshot)]
    stop = {name for each in seen if each.value is not None for name in that_stop(each.value, numbers[:2])}
    silent = next((each.unknown for each in seen if each.value is None), "" if seen else "there is no master")
    return Unknown(silent) if silent and not stop else float(len(stop))


FACT = Fact(
    name="marathon.options-that-stop",
    title="How many options are set with which the Marathon of the hop's target does not start",
    source="Marathon changelog 1.5 to 1.10; /var/lib/dcos/marathon/environment",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
    probes=(marathon_environment.PROBE.id,),
    of_hop=True,
)
