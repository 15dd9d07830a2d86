"""A service Marathon on the port of its task: the root one's API, by an instance that has nobody to pass on to."""

from __future__ import annotations

from typing import Any

from dcos_upgrade.lab.wire import marathon_api
from dcos_upgrade.lab.wire.marathon_documents import info_of
from dcos_upgrade.lab.wire.marathon_metrics import era, measured
from dcos_upgrade.lab.wire.reply import Ask, Reply, headed
from dcos_upgrade.lab.world.service_marathons import ServiceMarathon
from dcos_upgrade.lab.world.tasks import Task
from dcos_upgrade.lab.world.world import World

MASTER = "zk://master.mesos:2181/mesos"


def answer(world: World, marathon: ServiceMarathon, task: Task, ask: Ask) -> Reply:
    led_since = marathon.led_since if marathon.loaded else None
    started = task.started_at or task.staged_at
    own = marathon_api.of_process(measured(marathon.version, started, marathon.deploying, led_since=led_since), ask)
    if own is not None:
        return own
    speaker = marathon_api.Speaker(
        deploying=marathon.deploying,
        leader=f"{task.node.address}:{marathon.port}",
        version=marathon.version,
        info=lambda: _info(marathon, task),
        abdicate=lambda: world.service_marathons.abdicate(marathon),
    )
    return headed(marathon_api.answer(speaker, ask), {"X-Marathon-Leader": f"http://{speaker.leader}"})


def _info(marathon: ServiceMarathon, task: Task) -> dict[str, Any]:
    settings = marathon.settings
    told = info_of(
        marathon.version,
        marathon.framework.id,
        address=task.node.address,
        port=marathon.port,
        master=MASTER,
        zk=settings.zk,
        role=settings.role,
        buildref=era(marathon.version) >= (1, 5),
    )
    told["marathon_config"] |= {"framework_name": settings.framework_name, "ha": True}
    return told
