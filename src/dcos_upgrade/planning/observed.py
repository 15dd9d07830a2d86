"""From a probe's facts to readings: one value for each subject, unknown with the capture's own reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from dcos_upgrade.core.cluster import CLUSTER, Node, NodeId
from dcos_upgrade.core.expression import Reading, Unknown, Value
from dcos_upgrade.core.probe import Probe
from dcos_upgrade.core.snapshot import Observed, Snapshot
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.situation import NOT_CAPTURED, Situation
from dcos_upgrade.probes import dcos_version, marathon_apps, mesos_metrics, mesos_state, user_configuration
from dcos_upgrade.probes.marathon_apps import App
from dcos_upgrade.probes.mesos_state import Framework, MesosState
from dcos_upgrade.probes.user_configuration import UserConfiguration

T = TypeVar("T")


def masters(snapshot: Snapshot) -> Iterable[Node]:
    return snapshot.inventory.masters


def agents(snapshot: Snapshot) -> Iterable[Node]:
    return snapshot.inventory.agents


def of_each(
    situation: Situation,
    probe: Probe[T],
    value: Callable[[T], Value | Unknown | None],
    nodes: Callable[[Snapshot], Iterable[Node]] = lambda snapshot: snapshot.inventory.nodes,
) -> Reading:
    """One value for each of these nodes; None from ``value`` is unknown, and Unknown is so for its own reason."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    return {node.id: _value(snapshot.fact(probe, node.id).map(value)) for node in nodes(snapshot)}


def of_cluster(situation: Situation, probe: Probe[T], value: Callable[[T], Value | Unknown | None]) -> Reading:
    """The value of a fact whose subject is the cluster."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    return _value(situation.snapshot.fact(probe, CLUSTER).map(value))


def _value(observed: Observed[Value | Unknown]) -> Value | Unknown:
    return Unknown(observed.unknown) if observed.value is None else observed.value


def mesos_leader(situation: Situation) -> str | Unknown:
    """The one master that says of itself that it was elected."""
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    snapshot = situation.snapshot
    seen = {node.id: snapshot.fact(mesos_metrics.PROBE, node.id).value for node in masters(snapshot)}
    elected = [node for node, metrics in seen.items() if metrics is not None and metrics.elected == 1]
    return elected[0] if len(elected) == 1 else Unknown("not exactly one Mesos master says that it leads")


def of_marathon(situation: Situation, probe: Probe[T], value: Callable[[T], Value | Unknown | None]) -> Reading:
    """The root Marathon's word through the first master, by id, that has one: each passes the question on to the leader."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    seen = [situation.snapshot.fact(probe, node.id) for node in masters(situation.snapshot)]
    known = next((fact for fact in seen if fact.value is not None), None)
    return Unknown(seen[0].unknown if seen else "there is no master") if known is None else _value(known.map(value))


def of_apps(situation: Situation, value: Callable[[App], Value | None]) -> Reading:
    """One value for each app of the root Marathon."""
    apps = _apps(situation)
    if isinstance(apps, Unknown):
        return apps
    return {app.id: Unknown("Marathon does not say it") if (found := value(app)) is None else found for app in apps}


def app_ids(situation: Situation) -> tuple[str, ...] | Unknown:
    """The subjects of the domain ``app``."""
    apps = _apps(situation)
    return apps if isinstance(apps, Unknown) else tuple(app.id for app in apps)


def _apps(situation: Situation) -> tuple[App, ...] | Unknown:
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    seen = [situation.snapshot.fact(marathon_apps.PROBE, node.id) for node in masters(situation.snapshot)]
    known = (fact.value.apps for fact in seen if fact.value is not None)
    return next(known, Unknown(seen[0].unknown if seen else "there is no master"))


def release_of(situation: Situation, node: NodeId) -> Version | Unknown:
    """The release that lies on a node; what is no release number is unknown."""
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    seen = situation.snapshot.fact(dcos_version.PROBE, node)
    if seen.value is None:
        return Unknown(seen.unknown)
    try:
        return Version.parse(seen.value.version)
    except ValueError as error:
        return Unknown(str(error))


def releases(situation: Situation) -> frozenset[Version] | Unknown:
    """Every release that lies on a node; unknown when one node's is."""
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    return _all(release_of(situation, node.id) for node in situation.snapshot.inventory.nodes)


def newest_master(situation: Situation) -> Version | Unknown:
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    found = _all(release_of(situation, node.id) for node in situation.snapshot.inventory.masters)
    return found if isinstance(found, Unknown) else max(found)


def _all(seen: Iterable[Version | Unknown]) -> frozenset[Version] | Unknown:
    found = tuple(seen)
    missing = next((each for each in found if isinstance(each, Unknown)), None)
    return missing or frozenset(each for each in found if not isinstance(each, Unknown))


def of_frameworks(situation: Situation, value: Callable[[Framework], Value | None]) -> Reading:
    """One value for each framework that the leading Mesos master knows."""
    seen = _state(situation)
    if isinstance(seen, Unknown):
        return seen
    found = {each.id: value(each) for each in seen.frameworks}
    return {name: Unknown("Mesos does not say it") if said is None else said for name, said in found.items()}


def framework_ids(situation: Situation) -> tuple[str, ...] | Unknown:
    """The subjects of the domain ``framework``."""
    seen = _state(situation)
    return seen if isinstance(seen, Unknown) else tuple(each.id for each in seen.frameworks)


def _state(situation: Situation) -> MesosState | Unknown:
    if situation.snapshot is None:
        return Unknown("no cluster was captured")
    seen = situation.snapshot.fact(mesos_state.PROBE, CLUSTER)
    return Unknown(seen.unknown) if seen.value is None else seen.value


def of_masters(situation: Situation, probe: Probe[T], value: Callable[[T], Value | Unknown | None]) -> Reading:
    """What all masters say with one voice; unknown when one is silent or says something else."""
    if situation.snapshot is None:
        return NOT_CAPTURED
    snapshot = situation.snapshot
    said = {node.id: _value(snapshot.fact(probe, node.id).map(value)) for node in masters(snapshot)}
    silent = next((each for each in said.values() if isinstance(each, Unknown)), None)
    if silent is not None:
        return silent
    if len(set(said.values())) != 1:
        return Unknown("the masters do not say the same" if said else "there is no master")
    return next(iter(said.values()))


def configured(situation: Situation, value: Callable[[UserConfiguration], Value | Unknown | None]) -> Reading:
    """What the configuration says that the masters were installed with."""
    return of_masters(situation, user_configuration.PROBE, value)
