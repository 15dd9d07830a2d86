"""A master whose Exhibitor never leaves its first state, so that no ZooKeeper is started."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "exhibitor-latent",
    Bend.EXHIBITOR_STAYS_LATENT,
    title="After its next restart this master's Exhibitor stays latent",
    source="failure mode: Exhibitor latent for good (code 0), its ZooKeeper is never started",
    target=Target.MASTER,
)
