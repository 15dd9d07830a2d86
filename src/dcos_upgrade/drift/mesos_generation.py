"""A Mesos version after a hop, by the same rule as a run's own validation: the target's minor, and not the patch of the source."""

from __future__ import annotations

from dcos_upgrade.catalog import mesos_of
from dcos_upgrade.core.mesos_version import Fit, MesosHop
from dcos_upgrade.drift.between import Between, Move
from dcos_upgrade.drift.judged import Judged, Meeting, expected, not_known, unexpected


def judge(met: Meeting, between: Between) -> Judged | None:
    """The subject is the node; its own release decides. Called for equal versions too."""
    if met.before is None or met.after is None:
        return None
    move = between.move(met.subject)
    if move is None:
        return not_known(f"the release of {met.subject} is not known on both sides") if met.differs else None
    if not move.rose:
        return unexpected(f"{met.subject} is at {move.target} as before") if met.differs else None
    return _after_hop(met, met.after, move)


def _after_hop(met: Meeting, now: str, move: Move) -> Judged | None:
    wanted = mesos_of(str(move.target))
    if wanted is None:
        return not_known(f"the catalog does not know the Mesos of {move.target}") if met.differs else None
    hop = MesosHop(source=mesos_of(str(move.source)), target=wanted)
    try:
        fit, told = hop.fit(now), hop.told(now)
    except ValueError as error:
        return not_known(str(error))
    match fit:
        case Fit.EXACT | Fit.PATCH:
            return expected(f"the Mesos of {move.target}: it {told}") if met.differs else None
        case Fit.SOURCE | Fit.OTHER:
            return unexpected(f"it {told}")
        case Fit.UNTOLD:
            return not_known(f"it {told}")
