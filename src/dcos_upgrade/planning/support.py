"""How far a release is behind: N-2 counts minors, from the newest that was out on the day."""

from __future__ import annotations

from dcos_upgrade.core.expression import Reading, Unknown
from dcos_upgrade.core.version import Version
from dcos_upgrade.planning.situation import Situation


def behind(situation: Situation, version: Version) -> Reading:
    """Minors between this release and the newest minor on the plan's day; 0, 1 and 2 are supported."""
    known = situation.catalog
    out = [entry.minor for entry in known.minors if entry.released and entry.released <= situation.on]
    if not out:
        return Unknown(f"no minor was out on {situation.on}")
    return float(max(known.position(minor) for minor in out) - known.position(version.minor))
