"""Steps and owner files on machines in memory, with the semantics of the node's own step script."""

from __future__ import annotations

from collections.abc import Callable

from dcos_upgrade.core.cluster import Node
from dcos_upgrade.core.error import Owned, Refused, Unreachable
from dcos_upgrade.core.step import Begun, StepLook, StepOrder
from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.memory.job import Job
from dcos_upgrade.lab.memory.machine import Machine, Owner, StepFiles
from dcos_upgrade.lab.memory.machines import MemoryMachines
from dcos_upgrade.lab.memory.script import Order, Script
from dcos_upgrade.lab.memory.timeline import MemoryClock
from dcos_upgrade.lab.world.services import WorldServices
from dcos_upgrade.lab.world.world import World

Witness = Callable[[], None]
"""Called before and after every effect: where a process can die. What it raises goes up to the caller."""


class MemoryNodes:
    """Implements ports.Nodes and ports.Owners."""

    def __init__(
        self,
        machines: MemoryMachines,
        *,
        world: World,
        services: WorldServices,
        clock: MemoryClock,
        witness: Witness = lambda: None,
    ) -> None:
        self._machines = machines
        self._world = world
        self._services = services
        self._clock = clock
        self._witness = witness

    async def start_step(self, order: StepOrder) -> StepLook:
        """``begun`` appears once; only who made it starts the job."""
        self._witness()
        machine = self._session(order.node)
        if order.target not in machine.steps:
            if _superseded(machine, order.target, order.run, order.attempt):
                raise _refused("this attempt was set aside already, a later one goes on", machine, str(order.attempt))
            _refuse_broken(machine, order)
            self._fetch(machine, order)
            self._begin(machine, order)
        self._witness()
        return self._look(machine, order.target)

    async def observe_step(self, node: Node, target: str) -> StepLook:
        return self._look(self._session(node.id), target)

    async def cancel_step(self, node: Node, target: str, run: str, attempt: int) -> bool:
        self._witness()
        machine = self._session(node.id)
        step = machine.steps.get(target)
        if step is not None and (step.begun.run, step.begun.attempt) == (run, attempt):
            return False
        if not _superseded(machine, target, run, attempt):
            void = Begun(run=run, epoch=0, attempt=attempt, boot_id=machine.boot_id)
            machine.retired[target, attempt] = StepFiles(begun=void)
        self._witness()
        return True

    async def retire_step(self, node: Node, target: str, attempt: int) -> None:
        self._witness()
        machine = self._session(node.id)
        step = machine.steps.get(target)
        if step is not None:
            if step.begun.attempt != attempt:
                raise _refused("another attempt lies on this node", machine, str(step.begun.attempt))
            if step.alive:
                raise _refused("a job lives on this node", machine, str(attempt))
            machine.retired[target, attempt] = machine.steps.pop(target)
        elif (target, attempt) not in machine.retired:
            raise _refused("another attempt lies on this node", machine, "none")
        self._witness()

    async def claim(self, master: Node, *, cluster: str, run: str, epoch: int) -> None:
        self._witness()
        machine = self._session(master.id)
        held = machine.owner
        if held is not None and ((held.cluster, held.run) != (cluster, run) or held.epoch > epoch):
            raise Owned(
                f"the run {held.run} (epoch {held.epoch}) has this cluster",
                where=str(master.id),
                evidence=f"cluster {held.cluster}, run {held.run}, epoch {held.epoch}",
            )
        machine.owner = Owner(cluster=cluster, run=run, epoch=epoch)
        self._witness()

    async def release(self, master: Node, *, run: str) -> None:
        self._witness()
        machine = self._session(master.id)
        if machine.owner is not None and machine.owner.run == run:
            machine.owner = None
        self._witness()

    def _session(self, node: str) -> Machine:
        try:
            machine = self._machines[node]
        except KeyError:
            raise Refused(f"there is no node {node} in the inventory") from None
        machine.session()
        return machine

    def _fetch(self, machine: Machine, order: StepOrder) -> None:
        stale_for = order.target if Mishap.STALE_SCRIPT in machine.mishaps else None
        found = self._machines.bootstrap.sha256(order.script_url, stale_for=stale_for)
        if found is None:
            raise Unreachable("the node cannot fetch the upgrade script", where=order.script_url, evidence="404")
        if found != order.script_sha256:
            raise Refused(
                "the upgrade script is not the one that this hop was bound to",
                where=order.script_url,
                evidence=f"node {order.node} found {found}, bound is {order.script_sha256}",
                safe="yes: the script was not run on this node",
            )

    def _begin(self, machine: Machine, order: StepOrder) -> None:
        begun = Begun(run=order.run, epoch=order.epoch, attempt=order.attempt, boot_id=machine.boot_id)
        step = StepFiles(begun=begun)
        machine.steps[order.target] = step
        machine.starts.append(order.target)

        def ended(status: int) -> None:
            step.exit = status

        step.job = Job(self._world.setting.agenda, self._script(machine, order, step).run(), ended)

    def _script(self, machine: Machine, order: StepOrder, step: StepFiles) -> Script:
        told = Order(
            node=machine.node.id,
            source=order.source,
            target=order.target,
            say=step.log.append,
            strike=machine.struck,
            mishap=lambda mishap: mishap in machine.mishaps,
            role_files=machine.role_files(),
        )
        return Script(
            told,
            machine.disk,
            bootstrap=self._machines.bootstrap,
            services=self._services,
            setting=self._world.setting,
        )

    def _look(self, machine: Machine, target: str) -> StepLook:
        step, disk = machine.steps.get(target), machine.disk
        return StepLook(
            node=machine.node.id,
            time=self._clock.now(),
            begun=step.begun if step else None,
            alive=step is not None and step.alive,
            rebooted=step is not None and step.begun.boot_id != machine.boot_id,
            exit=step.exit if step else None,
            version=disk.version(),
            active=machine.active(),
            stored=tuple(sorted(disk.stored)),
            install_progress=disk.install_progress,
            active_present="active" in disk.live,
            new_generation=disk.has_new(),
            log_tail=step.log_tail if step else "",
        )


def _superseded(machine: Machine, target: str, run: str, attempt: int) -> bool:
    """A retired or cancelled attempt must not come back through a late order of the same run."""
    return any(
        known == target and number >= attempt and step.begun.run == run
        for (known, number), step in machine.retired.items()
    )


def _refuse_broken(machine: Machine, order: StepOrder) -> None:
    """The vendor's script is only for a node whose old generation is whole and in its place."""
    disk = machine.disk
    if disk.install_progress is not None or "active" not in disk.live:
        raise _refused("a swap of generations was broken off on this node", machine, disk.install_progress or "active")
    if disk.version() != order.source:
        found = f"{disk.version() or 'none'} and not {order.source}"
        raise _refused("the node is at another release than the one that this hop begins at", machine, found)


def _refused(what: str, machine: Machine, evidence: str) -> Refused:
    return Refused(what, where=str(machine.node.id), evidence=evidence, next_command="dcos-upgrade status")
