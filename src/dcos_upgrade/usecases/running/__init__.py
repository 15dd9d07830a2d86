"""Carrying a plan out: ask the engine what comes next, write down, act, write down."""

from dcos_upgrade.usecases.running.context import Progress, RunContext
from dcos_upgrade.usecases.running.drive import drive

__all__ = ["Progress", "RunContext", "drive"]
