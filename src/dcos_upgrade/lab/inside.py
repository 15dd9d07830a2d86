"""Ports that only their node itself reaches: they lie elsewhere, and only the node's sshd knows where."""

from __future__ import annotations


class Inside:
    """Addresses and ports as the node's own programs know them, and where they are on the machine under the lab."""

    def __init__(self) -> None:
        self._lies: dict[tuple[str, int], int] = {}

    def opened(self, address: str, port: int, lies: int) -> None:
        self._lies[address, port] = lies

    def closed(self, address: str, port: int, lies: int) -> None:
        """Unless another process of the node has opened it again meanwhile."""
        if self._lies.get((address, port)) == lies:
            del self._lies[address, port]

    def port(self, address: str, port: int) -> int:
        """The port itself where it lies open."""
        return self._lies.get((address, port), port)
