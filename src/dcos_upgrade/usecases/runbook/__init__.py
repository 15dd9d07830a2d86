"""Before the window: every command and request of a run, machine by machine and in order, for those who must sign it.

Made of the plan alone; nothing is asked of the cluster. How it is shown is left to ``render``.
"""

from dcos_upgrade.usecases.runbook.build import runbook_of
from dcos_upgrade.usecases.runbook.model import Places, Runbook

__all__ = ["Places", "Runbook", "runbook_of"]
