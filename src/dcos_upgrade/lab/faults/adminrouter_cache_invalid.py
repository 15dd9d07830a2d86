"""Admin Router whose picture of apps and frameworks is none: it does not know where a service is."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "adminrouter-cache-invalid",
    Bend.ADMINROUTER_CACHE_INVALID,
    title="Admin Router of every master answers 503 for every service behind /service/",
    source="failure mode: window of 503 on Admin Router; its cache of the root Marathon's apps cannot be filled",
    target=Target.NONE,
)
