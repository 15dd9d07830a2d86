"""From one master to the inventory of a cluster that nobody has described yet: asked twice, read only, counted from several sources."""

from dcos_upgrade.usecases.discovering.discover import Look, discover
from dcos_upgrade.usecases.discovering.found import Discovery, ListedNode

__all__ = ["Discovery", "ListedNode", "Look", "discover"]
