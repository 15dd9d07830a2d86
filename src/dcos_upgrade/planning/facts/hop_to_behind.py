"""How many minors the hop's target is behind the newest one that was out on the plan's day (N-2: 0, 1 or 2 is supported)."""

from __future__ import annotations

from dcos_upgrade.core.expression import Kind, Reading, Typed, Unknown
from dcos_upgrade.planning.fact import Fact
from dcos_upgrade.planning.situation import Situation


def read(situation: Situation) -> Reading:
    out = [release for release in situation.catalog.releases() if release.usable and release.known_on(situation.on)]
    if not out:
        return Unknown(f"no release was out on {situation.on}")
    position = situation.catalog.position
    newest = max(position(release.version.minor) for release in out)
    return float(newest - position(situation.target.minor))


FACT = Fact(
    name="hop.to-behind",
    title="Minors between the hop's target and the newest one on the plan's day",
    source="workbook, 'Understanding Supportability of Releases'",
    typed=Typed(kind=Kind.NUMBER),
    read=read,
)
