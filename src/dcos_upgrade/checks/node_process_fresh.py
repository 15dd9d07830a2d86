"""The Mesos process of the node in focus was started after its step was.

An answer that came after the swap can still be an old process's: until it is stopped it answers as before. Uptime and the
time of the question are compared, both on this side of the wire, so the clocks of the nodes do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dcos_upgrade.checks.bench import Bench, focus_node
from dcos_upgrade.core.check import Check, CheckStage, Scene
from dcos_upgrade.core.cluster import Node, Role
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.core.snapshot import Observed
from dcos_upgrade.probes import agent_metrics, mesos_metrics

BENCH = Bench(check="node-process-fresh")


def judge(scene: Scene) -> Iterator[Judgement]:
    node = focus_node(scene)
    if node is None:
        yield BENCH.no_focus()
    elif scene.swapped is None:
        yield BENCH.unknown(node.id, "when its step was started is not known")
    else:
        yield _judgement(node, _uptime(scene, node), scene.swapped)


def _uptime(scene: Scene, node: Node) -> Observed[float]:
    if node.role is Role.MASTER:
        return scene.fact(mesos_metrics.PROBE, node.id).map(lambda metrics: metrics.uptime_secs)
    return scene.fact(agent_metrics.PROBE, node.id).map(lambda metrics: metrics.uptime_secs)


def _judgement(node: Node, uptime: Observed[float], swapped: datetime) -> Judgement:
    asked = uptime.time
    if uptime.known and asked is None:
        return BENCH.unknown(node.id, "when it was asked is not known")
    return uptime.judge(
        lambda seconds: asked is not None and seconds >= 0 and _older_than(asked, seconds) >= swapped,
        check=BENCH.check,
        subject=node.id,
        passed="its Mesos process was started after the step",
        failed="its Mesos process has run since before the step",
        remedy="wait until the old process is stopped and a new one answers",
    )


def _older_than(asked: datetime, seconds: float) -> datetime:
    """The earliest time at which a process can have started that has been up for so long when asked.

    Centuries are cut off, lest a lie be an error.
    """
    return asked - timedelta(seconds=min(seconds, 3e9))


CHECK = Check(
    id=BENCH.check,
    title="The node answers with a process of its own, started after the step",
    source="Mesos master/uptime_secs and slave/uptime_secs",
    judge=judge,
    stages=frozenset({CheckStage.DURING}),
    focus_probes=(mesos_metrics.PROBE.id, agent_metrics.PROBE.id),
)
