"""Frameworks as the leading Mesos master knows them: first only from agents, then subscribed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.mesos import MesosMasters
from dcos_upgrade.lab.world.setting import Setting
from dcos_upgrade.lab.world.timing import FRAMEWORK_SUBSCRIPTION


@dataclass(slots=True, kw_only=True)
class Framework:
    """``host`` is where its scheduler leads, None while none does; ``last_host`` where it last did as a subscriber.

    ``held`` says that something keeps it from subscribing. ``failover_timeout`` in seconds. ``subscribed`` tells whether it has
    come to the present leader; until then that leader has it only from agents on which it has tasks. ``registered_at`` is the
    time of its first subscription there, 0 before; ``reregistered_at`` that of a later one.
    """

    id: str
    name: str
    role: str
    port: int
    host: Callable[[], NodeId | None]
    registered_at: float
    reregistered_at: float | None = None
    connected_host: NodeId | None = None
    subscribed: bool = False
    last_host: NodeId | None = None
    principal: str = ""
    failover_timeout: float = 604800.0
    held: Callable[[], bool] = lambda: False

    @property
    def recovered(self) -> bool:
        return not self.subscribed

    @property
    def connected(self) -> bool:
        return self.connected_host is not None and self.connected_host == self.host()


class Frameworks:
    """``on_subscribed`` is told the id of a framework that gets offers again."""

    def __init__(self, setting: Setting, mesos: MesosMasters) -> None:
        self._setting = setting
        self._mesos = mesos
        self.known: list[Framework] = []
        self.on_subscribed: list[Callable[[str], None]] = []
        mesos.on_elected.append(self._after_election)

    def settle(self, framework: Framework) -> None:
        self.known.append(framework)
        self.connect(framework)

    def subscribed(self, framework_id: str) -> bool:
        return any(framework.id == framework_id and framework.connected for framework in self.known)

    def connect(self, framework: Framework) -> None:
        framework.connected_host = framework.last_host = framework.host()
        framework.subscribed = True

    def disconnect(self, framework: Framework) -> None:
        """Its scheduler is gone; Mesos waits for it."""
        framework.connected_host = None

    def scheduler_moved(self, framework_id: str) -> None:
        """Another instance leads: it subscribes with the same framework id."""
        for framework in self.known:
            if framework.id == framework_id:
                self._subscribe_soon(framework)

    def _after_election(self) -> None:
        for framework in self.known:
            framework.connected_host, framework.subscribed = None, False
            framework.registered_at, framework.reregistered_at = 0.0, None
            self._subscribe_soon(framework)

    def _subscribe_soon(self, framework: Framework) -> None:
        self._setting.later(FRAMEWORK_SUBSCRIPTION, lambda: self._subscribe(framework))

    def _subscribe(self, framework: Framework) -> None:
        host = framework.host()
        if self._mesos.leader is None or host is None or framework.held():
            return
        if framework.subscribed:
            framework.reregistered_at = self._setting.now
        else:
            framework.registered_at = self._setting.now
        self.connect(framework)
        for listener in self.on_subscribed:
            listener(framework.id)
