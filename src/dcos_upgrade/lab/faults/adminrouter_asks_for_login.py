"""A token that has run out, as whoever holds it sees it: Admin Router lets nobody in, the services' own ports do."""

from __future__ import annotations

from dcos_upgrade.lab.fault import Target, bend
from dcos_upgrade.lab.world.setting import Bend

FAULT = bend(
    "adminrouter-asks-for-login",
    Bend.ADMINROUTER_ASKS_FOR_LOGIN,
    title="Admin Router of every master answers 401, but for the few paths that want no token",
    source="failure mode: token expires or becomes invalid in mid-run, 401 on Admin Router, direct ports fine",
    target=Target.NONE,
)
