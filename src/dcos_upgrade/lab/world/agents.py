"""Mesos agents: their processes, their ids on disk, their (re-)registration with whoever leads."""

from __future__ import annotations

from dataclasses import dataclass

from dcos_upgrade.core.cluster import Node, NodeId
from dcos_upgrade.lab.world.mesos import MesosMasters
from dcos_upgrade.lab.world.release import executor_patience
from dcos_upgrade.lab.world.setting import Bend, Setting
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.tasks import ALIVE, Tasks
from dcos_upgrade.lab.world.timing import AGENT_REGISTRATION
from dcos_upgrade.lab.world.unit import Process


@dataclass(slots=True, kw_only=True)
class Agent:
    """Until ``recovered_at`` a process that was started anew waits for its executors, and registers nowhere."""

    node: Node
    process: Process | None = None
    agent_id: str | None = None
    registered: bool = False
    recovered_at: float = 0.0
    turn: int = 0


class Agents:
    def __init__(self, setting: Setting, mesos: MesosMasters, tasks: Tasks, cluster: str) -> None:
        self._setting = setting
        self._mesos = mesos
        self._tasks = tasks
        self._cluster = cluster
        self.agents = {node.id: Agent(node=node) for node in setting.inventory.agents}
        mesos.on_elected.append(self._all_register)

    def settle(self, host: Host, at: float) -> None:
        """The agent has long been registered; its id is on its disk, or is put there."""
        agent = self.agents[host.node.id]
        if agent.process is None:
            return
        agent.turn += 1
        agent.agent_id = host.files.agent_id() or self._name(host)
        agent.registered = True
        self._mesos.book.settle(agent.agent_id, host.node, agent.process.version("mesos"), at)

    def up(self, host: Host, process: Process) -> None:
        agent = self.agents[host.node.id]
        agent.process, agent.registered = process, False
        agent.turn += 1
        forgets = self._setting.bent(Bend.AGENT_FORGETS_ID, host.node.id)
        agent.agent_id = None if forgets else host.files.agent_id()
        if agent.agent_id is None:  # recovery found nothing: what still runs is not its own any more
            self._tasks.end_all_on(host.node.id, "TASK_LOST")
        agent.recovered_at = self._setting.now + self._recovery(agent)
        if self._setting.bent(Bend.EXECUTORS_TOO_SLOW, host.node.id):
            self._end_tasks_after(agent, self._setting.timing.executor_reregister)
        self._register_soon(host, agent)

    def recovering(self, node: NodeId) -> bool:
        return self._setting.now < self.agents[node].recovered_at

    def _recovery(self, agent: Agent) -> float:
        """All of the executors' time, even when each is back at once; nothing where there are none."""
        alive = any(task.state in ALIVE for task in self._tasks.on(agent.node.id))
        return self._setting.timing.executor_reregister if alive else 0.0

    def down(self, host: Host, *, clean: bool) -> None:
        agent = self.agents[host.node.id]
        release = agent.process.release if agent.process else "unknown"
        agent.process, agent.registered = None, False
        agent.turn += 1
        if agent.agent_id is not None:
            self._mesos.book.disconnected(agent.agent_id, self._mesos.release)
        if self._setting.bent(Bend.TASKS_DIE_WITH_AGENT, host.node.id):
            self._tasks.end_all_on(host.node.id, "TASK_FAILED")
        self._end_tasks_after(agent, self._setting.timing.executor_patience(executor_patience(release)))

    def attach(self, hosts: dict[NodeId, Host]) -> None:
        self._hosts = hosts

    def _end_tasks_after(self, agent: Agent, seconds: float) -> None:
        """What the executors do, unless the agent starts or stops before."""
        turn = agent.turn

        def give_up() -> None:
            if agent.turn == turn:
                self._tasks.end_all_on(agent.node.id, "TASK_FAILED")

        self._setting.agenda.after(seconds, give_up)

    def _all_register(self) -> None:
        for node, agent in self.agents.items():
            agent.registered = False
            if agent.process is not None:
                self._register_soon(self._hosts[node], agent)

    def _register_soon(self, host: Host, agent: Agent) -> None:
        """Recovered first; then half of them within 5 s, all within a minute: the back-off grows from 1 s to 60 s."""
        low, high = AGENT_REGISTRATION
        wait = min(high, low + self._setting.dice.expovariate(1 / 5.0))
        turn, recovery = agent.turn, max(0.0, agent.recovered_at - self._setting.now)
        later = recovery + self._setting.timing.scaled(wait)
        self._setting.agenda.after(later, lambda: self._register(host, agent, turn))

    def _register(self, host: Host, agent: Agent, turn: int) -> None:
        if agent.turn != turn or agent.process is None or self._mesos.leader is None:
            return
        if agent.agent_id is None:
            agent.agent_id = self._name(host)
        agent.registered = True
        self._mesos.book.register(agent.agent_id, host.node, agent.process.version("mesos"))

    def _name(self, host: Host) -> str:
        agent_id = self._mesos.book.fresh_id(self._cluster)
        host.files.set_agent_id(agent_id)
        return agent_id
