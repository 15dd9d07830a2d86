"""Every master's replicated log must be recovered before the next master is touched.

A master that is starting does not have the metric yet: that is unknown, neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Iterator

from dcos_upgrade.core.check import Check, Scene
from dcos_upgrade.core.judgement import Judgement
from dcos_upgrade.probes import mesos_metrics

_ID = "replog-recovered"


def judge(scene: Scene) -> Iterator[Judgement]:
    for master in scene.inventory.masters:
        recovered = scene.fact(mesos_metrics.PROBE, master.id).map(lambda metrics: metrics.registrar_log_recovered)
        yield recovered.judge(
            lambda value: value == 1,
            check=_ID,
            subject=master.id,
            passed="the replicated log is recovered",
            failed="the replicated log is not recovered",
            remedy="wait for this master to catch up; do not touch another",
        )


CHECK = Check(
    id=_ID,
    title="Replicated log recovered on every master",
    source="workbook, 'Mesos Master Health Check'",
    judge=judge,
    probes=(mesos_metrics.PROBE.id,),
)
