"""Metronome: the instance that has been up for longest leads."""

from __future__ import annotations

from collections.abc import Callable

from dcos_upgrade.core.cluster import NodeId
from dcos_upgrade.lab.world.systemd import Host
from dcos_upgrade.lab.world.unit import Process


class Metronomes:
    def __init__(self) -> None:
        self._up: dict[NodeId, Process] = {}
        self.on_led: list[Callable[[], None]] = []

    @property
    def leader(self) -> NodeId | None:
        return next(iter(self._up), None)

    def up(self, host: Host, process: Process) -> None:
        self._up[host.node.id] = process
        if self.leader == host.node.id:
            self._led()

    def down(self, host: Host, *, clean: bool) -> None:
        led = self.leader == host.node.id
        self._up.pop(host.node.id, None)
        if led and self._up:
            self._led()

    def _led(self) -> None:
        for listener in self.on_led:
            listener()
