"""A whole run on the lab in memory with Marathons on Marathon: their frameworks and all that runs under them stay."""

from __future__ import annotations

from dcos_upgrade.lab.memory.rehearsal import plan_for, rehearse
from dcos_upgrade.lab.memory.site import memory_site, memory_spec
from dcos_upgrade.lab.world.world import World

NAMES = ("marathon-user", "mon-marathon-service")


def kept(world: World) -> dict[str, tuple[str, bool, list[str]]]:
    """By name: framework id, whether it is connected, its running tasks."""
    return {
        known.name: (
            known.id,
            known.connected,
            sorted(
                task.id
                for task in world.tasks.live.values()
                if task.framework == known.id and task.state == "TASK_RUNNING"
            ),
        )
        for known in world.frameworks.known
        if known.name in NAMES
    }


def test_frameworks_of_service_marathons_and_their_tasks_keep_their_ids_through_a_run():
    site = memory_site(memory_spec(release="1.10.8", service_marathons=2))
    before = kept(site.world)

    state = rehearse(site, plan_for(site, "1.11.3"))

    assert state.outcome == "done"
    assert [len(tasks) for _, _, tasks in before.values()] == [3, 3]
    assert kept(site.world) == before
