"""The node in focus has the Mesos generation of the hop's target: the binary on its disk, and what the leader says of an agent."""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.checks.bench import Bench, digests, focus_node
from dcos_upgrade.core.check import Check, CheckStage, HopFacts, Scene
from dcos_upgrade.core.cluster import CLUSTER, Node, Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.mesos_version import Fit, MesosHop, numbers
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import mesos_slaves
from dcos_upgrade.probes import mesos_version as probe

BENCH = Bench(check="mesos-version")
REMEDY = "compare with the node's active packages"


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None or scene.hop is None:
        yield BENCH.no_focus()
        return
    yield _compare(node, "its Mesos", scene.fact(probe.PROBE, node.id), scene.hop)
    if node.role is not Role.MASTER:
        yield _compare(node, "the leader says that its Mesos", _listed(scene, node), scene.hop)


def _listed(scene: Scene, node: Node) -> Observed[str]:
    """The version of the one agent at the node's address, as the leader lists it."""
    return scene.fact(mesos_slaves.PROBE, CLUSTER).map(
        lambda seen: at[0].version if len(at := seen.at(node.address)) == 1 else None
    )


def _compare(node: Node, whose: str, seen: Observed[str], hop: HopFacts) -> Judgement:
    """Where the catalog does not know the target's Mesos, the version must be known all the same."""
    evidence = digests(seen)
    if seen.value is None:
        return BENCH.not_known(node.id, seen)
    try:
        numbers(seen.value)
    except ValueError as error:
        return BENCH.unknown(node.id, f"{whose}: {error}", evidence)
    if hop.mesos is None:
        summary = f"{whose} is {seen.value}; the catalog does not know which it should be"
        return BENCH.passed(node.id, summary, evidence)
    return _by_fit(node, whose, seen.value, MesosHop(source=mesos_of(str(hop.source)), target=hop.mesos), evidence)


def _by_fit(node: Node, whose: str, seen: str, hop: MesosHop, evidence: tuple[str, ...]) -> Judgement:
    summary = f"{whose} {hop.told(seen)}"
    match hop.fit(seen):
        case Fit.EXACT | Fit.PATCH:
            return BENCH.passed(node.id, summary, evidence)
        case Fit.SOURCE | Fit.OTHER:
            return BENCH.failed(node.id, summary, REMEDY, evidence)
        case Fit.UNTOLD:
            return BENCH.unknown(node.id, summary, evidence)


CHECK = Check(
    id=BENCH.check,
    title="Mesos of the target on the node",
    source="workbook, 'Node Validation'; mesos-master --version, mesos-agent --version, Mesos /slaves",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    probes=(mesos_slaves.PROBE.id,),
    focus_probes=(probe.PROBE.id,),
)
