"""What a shell in memory says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dcos_upgrade.lab.memory.machine import Machine
from dcos_upgrade.lab.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``status`` is the command's exit status."""

    body: str = ""
    status: int = 0


Handler = Callable[[World, Machine], Said]
