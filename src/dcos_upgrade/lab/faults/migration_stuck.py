"""A master on which 1.9's script never ends: it asks Exhibitor for ever."""

from __future__ import annotations

from dcos_upgrade.lab.contract import Mishap
from dcos_upgrade.lab.fault import Target, mishap

FAULT = mishap(
    Mishap.MIGRATION_STUCK,
    title="The move of Exhibitor's data to its place of 1.9 never ends on this master",
    source="node upgrade script of 1.9: the move is tried for ever while Exhibitor cannot be reached",
    target=Target.MASTER,
)
