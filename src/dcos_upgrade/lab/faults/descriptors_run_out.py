"""The ZooKeeper of this master has nearly all of its file descriptors open, as when clients leak sessions."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "descriptors-run-out",
    Bend.DESCRIPTORS_RUN_OUT,
    title="The file descriptors of this master's ZooKeeper run out",
    source="failure mode: zk_open_file_descriptor_count comes near its maximum",
    target=Target.MASTER,
)
