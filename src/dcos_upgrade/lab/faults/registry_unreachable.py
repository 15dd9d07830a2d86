"""The registry of images does not answer: a container whose image is not on its agent yet never starts."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "registry-unreachable",
    Bend.REGISTRY_UNREACHABLE,
    title="No agent can pull an image that it does not have",
    source="failure mode: registry unreachable, the app is in /v2/queue with a delay, lastTaskFailure",
    target=Target.NONE,
)
